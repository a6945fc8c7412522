import { document, policy, probe, type Statement, template } from './probe.ts';

const shut = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
const both = ['arn:aws:s3:::reports', 'arn:aws:s3:::reports/*'];
const deny = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: both,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

function bucket(...statements: Statement[]): Record<string, string> {
  return template({
    Bucket: {
      Type: 'AWS::S3::Bucket',
      Properties: { BucketName: 'reports', PublicAccessBlockConfiguration: shut },
    },
    Policy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: document(...statements) },
    },
  });
}

for (const [name, change] of Object.entries({
  'by its ARN': { Resource: [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, { 'Fn::Sub': '${Bucket.Arn}/*' }] },
  'by its name': { Resource: [{ 'Fn::Sub': 'arn:aws:s3:::${Bucket}' }, { 'Fn::Sub': 'arn:aws:s3:::${Bucket}/*' }] },
  'by a wildcard': { Resource: 'arn:aws:s3:::reports*' },
  'by *': { Resource: '*' },
  'every action': { Action: '*' },
  'every AWS principal': { Principal: { AWS: '*' } },
  'old TLS': { Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } },
})) {
  probe(`requests without TLS are denied, ${name}`, bucket({ ...deny, ...change }));
}
probe(
  'requests without TLS are denied in two statements',
  bucket({ ...deny, Resource: both[0] }, { ...deny, Resource: both[1] }),
);
probe(
  'all but requests with TLS are denied',
  bucket({ ...deny, Condition: { StringNotEquals: { 'aws:SecureTransport': 'true' } } }),
  'warning type-mismatch',
);

for (const [name, change] of Object.entries({
  'to the objects only': { Resource: both[1] },
  'to the bucket only': { Resource: both[0] },
  'to some objects': { Resource: [both[0], 'arn:aws:s3:::reports/private/*'] },
  'to one role': { Principal: { AWS: 'arn:aws:iam::${AWS::AccountId}:role/web' } },
  'for one action': { Action: 's3:PutObject', Resource: both[1] },
  'from some addresses': {
    Condition: { Bool: { 'aws:SecureTransport': 'false' }, IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
  },
  'with new TLS': { Condition: { NumericGreaterThan: { 's3:TlsVersion': '1.2' } } },
  'with older TLS than matters': { Condition: { NumericLessThan: { 's3:TlsVersion': '1.0' } } },
  'with TLS instead': { Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
})) {
  probe(`requests without TLS are denied ${name}`, bucket({ ...deny, ...change }), 'warning bucket-without-tls-only');
}
probe(
  'requests without TLS are denied to another bucket',
  bucket({ ...deny, Resource: ['arn:aws:s3:::other', 'arn:aws:s3:::other/*'] }),
  'warning bucket-without-tls-only',
);
probe(
  'an Allow with TLS only is no Deny',
  policy({ ...deny, Effect: 'Allow', Principal: undefined }),
  'warning wildcard-action',
);
