import { ACCOUNT, bucketPolicy, document, policy, probe, READ, resource, silent, template } from './probe.ts';

const open = { ...READ, Principal: '*' };

for (const [name, principal] of Object.entries({
  '*': '*',
  'AWS: *': { AWS: '*' },
  'AWS: [*]': { AWS: ['*'] },
  'AWS: [account, *]': { AWS: [ACCOUNT, '*'] },
})) {
  probe(`a public bucket, by ${name}`, bucketPolicy({ ...READ, Principal: principal }), 'error public-access');
}
probe(
  'every account by a wildcard',
  bucketPolicy({ ...READ, Principal: { AWS: 'arn:aws:iam::*:root' } }),
  'error unsupported-wildcard-in-principal',
);
probe(
  'every role by a wildcard',
  bucketPolicy({ ...READ, Principal: { AWS: 'arn:aws:iam::${AWS::AccountId}:role/*' } }),
  'error unsupported-wildcard-in-principal',
);
probe('everyone but one', bucketPolicy({ ...READ, NotPrincipal: { AWS: ACCOUNT } }), 'error allow-with-not-principal');
probe(
  'everyone but one, denied',
  bucketPolicy({ ...READ, Effect: 'Deny', NotPrincipal: { AWS: ACCOUNT } }),
  'suggestion deny-with-not-principal',
);

const conditions: [string, object, boolean][] = [
  ['StringLike * on the organisation', { StringLike: { 'aws:PrincipalOrgID': '*' } }, true],
  ['StringLike * on the account', { StringLike: { 'aws:PrincipalAccount': '*' } }, true],
  ['StringLike * on the caller', { StringLike: { 'aws:PrincipalArn': '*' } }, true],
  ['StringLike * on a tag', { StringLike: { 'aws:PrincipalTag/team': '*' } }, true],
  ['StringLike ?* on the user', { StringLike: { 'aws:userid': '?*' } }, true],
  ['ArnLike with wildcards everywhere', { ArnLike: { 'aws:PrincipalArn': 'arn:*:*:*:*:*' } }, true],
  ['ArnLike arn:aws:iam::*:role/*', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } }, true],
  ['StringLike arn:aws:iam::*:*', { StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:*' } }, true],
  ['IfExists', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, true],
  ['ForAllValues', { 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/*' } }, true],
  ['Null false', { Null: { 'aws:PrincipalOrgID': 'false' } }, true],
  ['Null true', { Null: { 'aws:PrincipalOrgID': 'true' } }, true],
  ['every address', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, true],
  ['every address of IPv6', { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '::/0'] } }, true],
  ['every address in two halves', { IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } }, true],
  ['all but some addresses', { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, true],
  ['TLS', { Bool: { 'aws:SecureTransport': 'true' } }, true],
  ['a header', { StringLike: { 'aws:Referer': 'https://example.com/*' } }, true],
  ['a prefix', { StringLike: { 's3:prefix': 'public/*' } }, true],
  ['an organisation', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, false],
  ['an organisation, in capitals', { StringEquals: { 'AWS:PRINCIPALORGID': 'o-a1b2c3d4e5' } }, false],
  [
    'an organisation and TLS',
    { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' }, Bool: { 'aws:SecureTransport': 'true' } },
    false,
  ],
  ['some addresses', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, false],
  ['an endpoint', { StringEquals: { 'aws:SourceVpce': 'vpce-0a1b2c3d4e5f60718' } }, false],
  ['roles of the account', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::${AWS::AccountId}:role/*' } }, false],
  ['one role among all accounts', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/readers' } }, true],
  ['the paths of an organisation', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/*' } }, false],
];
/** Told of the condition itself by rules of their own. */
const OF_CONDITIONS = new Map([
  ['StringLike * on the organisation', ['error wildcard-usage-too-permissive']],
  ['StringLike * on the account', ['error wildcard-usage-too-permissive']],
  ['StringLike arn:aws:iam::*:*', ['warning string-like-with-arn-key']],
  ['ForAllValues', ['warning forallvalues-without-null-check']],
  ['a header', ['warning untrustworthy-condition-key']],
  ['a prefix', ['error unsupported-action-for-condition-key']],
]);
for (const [name, condition, isPublic] of conditions) {
  const found = [...(isPublic ? ['error public-access'] : []), ...(OF_CONDITIONS.get(name) ?? [])];
  probe(`everyone on the condition of ${name}`, bucketPolicy({ ...open, Condition: condition }), ...found);
}
probe('a public bucket in a file of its own', policy(open), 'error public-access');
probe(
  'a Deny for all but some addresses shuts it',
  bucketPolicy(open, {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: 'arn:aws:s3:::reports/*',
    Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
  }),
);
probe(
  'a Deny without TLS does not',
  bucketPolicy(open, {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: 'arn:aws:s3:::reports/*',
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  }),
  'error public-access',
);
probe(
  'cancelled by a Deny',
  bucketPolicy(open, { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' }),
  'suggestion cancelled-allow',
);
probe('a Deny for everyone', bucketPolicy({ ...open, Effect: 'Deny' }));

const topic = (statement: object) =>
  resource('AWS::SNS::TopicPolicy', {
    Topics: ['t'],
    PolicyDocument: document({ Effect: 'Allow', Action: 'sns:Publish', Resource: '*', ...statement }),
  });
const queue = (statement: object) =>
  resource('AWS::SQS::QueuePolicy', {
    Queues: ['q'],
    PolicyDocument: document({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*', ...statement }),
  });
const fromTopic = { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:${AWS::AccountId}:orders' } };
probe('a queue for everyone', queue({ Principal: '*' }), 'error public-access');
probe('a queue for everyone by way of one topic', queue({ Principal: '*', Condition: fromTopic }));
probe('a queue for SNS', queue({ Principal: { Service: 'sns.amazonaws.com' } }), 'warning service-without-source');
probe(
  'a queue for SNS by way of one topic',
  queue({ Principal: { Service: 'sns.amazonaws.com' }, Condition: fromTopic }),
);
probe(
  'a queue for SNS by way of any topic',
  queue({
    Principal: { Service: 'sns.amazonaws.com' },
    Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:*' } },
  }),
  'warning service-without-source',
);
probe('a topic for everyone', topic({ Principal: { AWS: '*' } }), 'error public-access');
probe(
  'a topic for everyone of its owner',
  topic({ Principal: { AWS: '*' }, Condition: { StringEquals: { 'aws:SourceOwner': { Ref: 'AWS::AccountId' } } } }),
);
probe(
  'a topic for everyone by way of any bucket',
  topic({ Principal: '*', Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:*:*:*' } } }),
  'error public-access',
);

const key = (...statements: object[]) =>
  resource('AWS::KMS::Key', {
    EnableKeyRotation: true,
    KeyPolicy: document(...statements.map((one) => ({ Effect: 'Allow', Action: 'kms:*', Resource: '*', ...one }))),
  });
silent('a key for its account', key({ Principal: { AWS: ACCOUNT } }));
probe('a key for everyone', key({ Principal: { AWS: '*' } }), 'error public-access', 'warning wildcard-action');
probe(
  'a key for everyone of the account by way of S3',
  key({
    Principal: { AWS: '*' },
    Action: 'kms:Decrypt',
    Condition: {
      StringEquals: { 'kms:CallerAccount': '${AWS::AccountId}', 'kms:ViaService': 's3.us-east-1.amazonaws.com' },
    },
  }),
);
probe(
  'a key for everyone by way of S3',
  key({
    Principal: { AWS: '*' },
    Action: 'kms:Decrypt',
    Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
  }),
  'error public-access',
);

probe(
  'a repository for everyone',
  resource('AWS::ECR::Repository', {
    ImageScanningConfiguration: { ScanOnPush: true },
    RepositoryPolicyText: document({
      Effect: 'Allow',
      Principal: '*',
      Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    }),
  }),
  'error public-access',
);
probe(
  'a secret for everyone',
  resource('AWS::SecretsManager::ResourcePolicy', {
    SecretId: 's',
    ResourcePolicy: document({
      Effect: 'Allow',
      Principal: '*',
      Action: 'secretsmanager:GetSecretValue',
      Resource: '*',
    }),
  }),
  'error public-access',
);
probe(
  'a domain for everyone',
  resource('AWS::OpenSearchService::Domain', {
    EncryptionAtRestOptions: { Enabled: true },
    NodeToNodeEncryptionOptions: { Enabled: true },
    AccessPolicies: document({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'es:ESHttpGet', Resource: '*' }),
  }),
  'error public-access',
);
probe(
  'a bus for everyone',
  resource('AWS::Events::EventBusPolicy', {
    StatementId: 's',
    Statement: { Effect: 'Allow', Principal: '*', Action: 'events:PutEvents', Resource: '*' },
  }),
  'error public-access',
);
probe(
  'a bus for everyone, in short',
  resource('AWS::Events::EventBusPolicy', { StatementId: 's', Action: 'events:PutEvents', Principal: '*' }),
  'error public-access',
);
probe(
  'an API for everyone',
  resource('AWS::ApiGateway::RestApi', {
    Policy: document({ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' }),
  }),
);
probe(
  'an endpoint for everyone',
  resource('AWS::EC2::VPCEndpoint', {
    PolicyDocument: document({
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::reports/*',
    }),
  }),
);

const permission = (properties: object) =>
  resource('AWS::Lambda::Permission', { FunctionName: 'f', Action: 'lambda:InvokeFunction', ...properties });
probe('a function for everyone', permission({ Principal: '*' }), 'error public-lambda-permission');
probe('a function for everyone of an organisation', permission({ Principal: '*', PrincipalOrgID: 'o-a1b2c3d4e5' }));
probe('a function for S3', permission({ Principal: 's3.amazonaws.com' }), 'warning lambda-permission-without-source');
probe(
  'a function for one bucket',
  permission({ Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::reports' }),
  'suggestion lambda-permission-without-account',
);
probe(
  'a function for one bucket of the account',
  permission({
    Principal: 's3.amazonaws.com',
    SourceArn: 'arn:aws:s3:::reports',
    SourceAccount: { Ref: 'AWS::AccountId' },
  }),
);
probe(
  'a function for a rule',
  permission({
    Principal: 'events.amazonaws.com',
    SourceArn: { 'Fn::Sub': 'arn:aws:events:${AWS::Region}:${AWS::AccountId}:rule/r' },
  }),
);
probe(
  'a function for any source by a wildcard',
  permission({ Principal: 'events.amazonaws.com', SourceArn: '*' }),
  'warning lambda-permission-without-source',
);
probe(
  'every action on a function',
  permission({ Action: 'lambda:*', Principal: 'events.amazonaws.com', SourceAccount: { Ref: 'AWS::AccountId' } }),
  'warning lambda-permission-for-other-action',
  'warning wildcard-action',
);
probe('a function for another account', permission({ Principal: '111122223333' }), 'warning cross-account-access');
probe(
  'a layer for everyone',
  resource('AWS::Lambda::LayerVersionPermission', {
    Action: 'lambda:GetLayerVersion',
    LayerVersionArn: 'arn:aws:lambda:us-east-1:${AWS::AccountId}:layer:l:1',
    Principal: '*',
  }),
  'error public-lambda-permission',
);
probe(
  'a layer for everyone of an organisation',
  resource('AWS::Lambda::LayerVersionPermission', {
    Action: 'lambda:GetLayerVersion',
    LayerVersionArn: 'arn:aws:lambda:us-east-1:${AWS::AccountId}:layer:l:1',
    Principal: '*',
    OrganizationId: 'o-a1b2c3d4e5',
  }),
);
probe(
  'a URL without authorisation',
  resource('AWS::Lambda::Url', { AuthType: 'NONE', TargetFunctionArn: 'f' }),
  'warning function-url-without-auth',
);
probe('a URL with authorisation', resource('AWS::Lambda::Url', { AuthType: 'AWS_IAM', TargetFunctionArn: 'f' }));

const shut = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
const site = (bucket: object) =>
  template({
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'reports', ...bucket } },
    Policy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Bucket' },
        PolicyDocument: document(open, {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: ['arn:aws:s3:::reports', 'arn:aws:s3:::reports/*'],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      },
    },
  });
probe(
  'a website that everyone may read',
  site({ WebsiteConfiguration: { IndexDocument: 'index.html' } }),
  'error public-access',
  'warning bucket-without-public-access-block',
);
probe(
  'a bucket with a public ACL',
  site({ AccessControl: 'PublicRead' }),
  'error bucket-with-public-acl',
  'error public-access',
  'warning bucket-without-public-access-block',
);
probe(
  'a public ACL that is blocked',
  site({ AccessControl: 'PublicRead', PublicAccessBlockConfiguration: shut }),
  'error public-access',
);
probe('everything through an endpoint', resource('AWS::EC2::VPCEndpoint', { PolicyDocument: document({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }) }));
probe('a bucket for the logs of load balancers', bucketPolicy({ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::127311923021:root' }, Action: 's3:PutObject', Resource: 'arn:aws:s3:::logs/*' }));
probe('a queue policy that is too long', queue({ Principal: { AWS: ACCOUNT }, Resource: Array.from({ length: 200 }, (_, n) => `arn:aws:sqs:us-east-1:\${AWS::AccountId}:orders-${n}`) }), 'warning resource-policy-size');
probe('a private address of an instance', bucketPolicy({ ...READ, Principal: { AWS: ACCOUNT }, Condition: { IpAddress: { 'aws:Ec2InstanceSourcePrivateIPv4': '10.0.0.0/8' } } }), 'warning missing-paired-condition-key');
probe('everyone of any organisation, by its paths', bucketPolicy({ ...open, Condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-*/r-ab12/*' } } }), 'error public-access');
probe('a wildcard in the owner of an endpoint', bucketPolicy({ ...READ, Principal: { AWS: ACCOUNT }, Condition: { StringLike: { 'aws:VpceAccount': '1111*' } } }), 'error wildcard-usage-too-permissive');
