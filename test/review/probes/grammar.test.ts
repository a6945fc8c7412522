import { document, policy, probe, READ, rcp, resource, scp, silent } from './probe.ts';

const whole = (value: object) => ({ 'policy.json': JSON.stringify(value, null, 2) });
const on = (condition: object) => policy({ ...READ, Condition: condition });

probe('Version missing', whole({ Statement: [READ] }), 'warning missing-version');
probe('Version of 2008 without variables', whole({ ...document(READ), Version: '2008-10-17' }));
probe(
  'Version of 2008 with a variable',
  whole({ Version: '2008-10-17', Statement: [{ ...READ, Resource: 'arn:aws:s3:::reports/${aws:username}/*' }] }),
  'error variable-unsupported-in-version',
);
probe('Version of another year', whole({ ...document(READ), Version: '2012-10-18' }), 'error invalid-version');
silent('one statement without a list', whole({ Version: '2012-10-17', Statement: READ }));
probe('no statements', whole(document()), 'error empty-statement');
probe('Sid twice', policy({ ...READ, Sid: 'A' }, { ...READ, Sid: 'A', Action: 's3:PutObject' }), 'error duplicate-sid');
probe('a Sid with a space', policy({ ...READ, Sid: 'A b' }), 'error unsupported-sid');
probe('no Effect', policy({ Action: 's3:GetObject', Resource: '*' }), 'error missing-effect');
probe('Effect in small letters', policy({ ...READ, Effect: 'allow' }), 'error invalid-effect');
probe('no Action', policy({ Effect: 'Allow', Resource: '*' }), 'error missing-action');
probe('no Resource', policy({ Effect: 'Allow', Action: 's3:ListAllMyBuckets' }), 'error missing-resource');
probe('an empty list of actions', policy({ ...READ, Action: [] }), 'suggestion empty-array-action');
probe('an empty list of resources', policy({ ...READ, Resource: [] }), 'suggestion empty-array-resource');
probe('an empty Action', policy({ ...READ, Action: '' }), 'error invalid-action');
probe('Action and NotAction', policy({ ...READ, NotAction: 's3:PutObject' }), 'error unsupported-element-combination');
probe('an element in other letters', policy({ ...READ, condition: {} }), 'error invalid-policy-element');
probe('a number for an action', policy({ ...READ, Action: 1 }), 'error data-type-mismatch');

probe('a misspelled action', policy({ ...READ, Action: 's3:GetObjet' }), 'error invalid-action');
probe('a misspelled service', policy({ ...READ, Action: 's4:GetObject' }), 'error invalid-service-in-action');
probe('an action without a service', policy({ ...READ, Action: 'GetObject' }), 'error invalid-action');
probe('a pattern that no action fits', policy({ ...READ, Action: 's3:Fetch*' }), 'error invalid-action');
silent('an action in other letters', policy({ ...READ, Action: 'S3:getobject' }));
silent('a pattern of actions', policy({ ...READ, Action: 's3:Get*' }));
probe('an action twice', policy({ ...READ, Action: ['s3:GetObject', 's3:GetObject'] }), 'suggestion redundant-action');
probe(
  'an action beside its pattern',
  policy({ ...READ, Action: ['s3:GetObject', 's3:Get*'] }),
  'suggestion redundant-action',
);
probe('a wildcard in the service', policy({ ...READ, Action: 's*:GetObject' }), 'suggestion wildcard-in-service-name');

probe(
  'a misspelled global key',
  on({ StringEquals: { 'aws:PrincipalOrg': 'o-a1b2c3d4e5' } }),
  'error invalid-global-condition-key',
);
probe(
  'a misspelled key of a service',
  on({ StringEquals: { 's3:ExistingObjectTags/team': 'a' } }),
  'error invalid-service-condition-key',
);
probe('a key without a prefix', on({ StringEquals: { team: 'a' } }), 'error invalid-condition-key-format');
probe(
  'a misspelled operator',
  on({ StringEqual: { 'aws:PrincipalAccount': '123456789012' } }),
  'error invalid-condition-operator',
  'warning written-account-id',
);
probe('a condition that is a text', policy({ ...READ, Condition: 'x' }), 'error data-type-mismatch');
probe('an operator without keys', on({ StringEquals: 'x' }), 'error data-type-mismatch');
probe('Null with IfExists', on({ NullIfExists: { 'aws:TokenIssueTime': 'true' } }), 'error null-with-if-exists');
probe(
  'a wildcard under StringEquals',
  on({ StringEquals: { 's3:ExistingObjectTag/team': 'or*' } }),
  'warning wildcard-without-like',
);
probe(
  'a wildcard in an account',
  on({ StringLike: { 'aws:ResourceAccount': '12345678901*' } }),
  'error wildcard-usage-too-permissive',
);
probe('a boolean under StringEquals', on({ StringEquals: { 'aws:SecureTransport': 'true' } }), 'warning type-mismatch');
probe('a text under Bool', on({ Bool: { 'aws:SecureTransport': 'yes' } }), 'warning type-mismatch-boolean');
probe(
  'a text under DateLessThan',
  on({ DateLessThan: { 'aws:CurrentTime': 'tomorrow' } }),
  'warning type-mismatch-date',
);
probe('a text under IpAddress', on({ IpAddress: { 'aws:SourceIp': 'office' } }), 'warning type-mismatch-ip-range');
probe('a private address', on({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }), 'error private-ip-address');
probe(
  'a key of many values without a qualifier',
  on({ StringEquals: { 'aws:TagKeys': 'team' } }),
  'error missing-qualifier',
);
probe(
  'ForAllValues on a key of one value',
  on({ 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }),
  'warning forallvalues-with-single-valued-key',
);
probe('a tag without its key', on({ StringEquals: { 'aws:ResourceTag/': 'x' } }), 'error missing-tag-key-in-condition');
probe('aws:ARN', on({ ArnLike: { 'aws:ARN': 'arn:aws:iam::*:role/x' } }), 'error unsupported-global-condition-key');
probe(
  'a key of endpoints for a service without it',
  policy({
    Effect: 'Allow',
    Action: 'sns:Publish',
    Resource: 'arn:aws:sns:us-east-1:${AWS::AccountId}:t',
    Condition: { StringEquals: { 'aws:VpceAccount': '${aws:PrincipalAccount}' } },
  }),
  'warning condition-key-for-unsupported-service',
);
silent(
  'a key of endpoints for a service with it',
  policy({ ...READ, Condition: { StringEquals: { 'aws:VpceAccount': '${aws:PrincipalAccount}' } } }),
);

probe('a resource without arn:', policy({ ...READ, Resource: 'reports/*' }), 'error invalid-arn-prefix');
probe('a short ARN', policy({ ...READ, Resource: 'arn:aws:s3:reports' }), 'error missing-arn-field');
probe(
  'a partition that there is not',
  policy({ ...READ, Resource: 'arn:amazon:s3:::reports/*' }),
  'error invalid-partition',
);
probe(
  'an account that is none',
  policy({ ...READ, Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:us-east-1:12345:orders' }),
  'error invalid-arn-account',
);
probe(
  'a Region that there is not',
  policy({ ...READ, Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:us-east:${AWS::AccountId}:orders' }),
  'error invalid-region',
);
probe(
  'a Region in the ARN of a bucket',
  policy({ ...READ, Resource: 'arn:aws:s3:us-east-1::reports/*' }),
  'error arn-region-not-allowed',
);
probe(
  'an account in the ARN of a bucket',
  policy({ ...READ, Resource: 'arn:aws:s3::${AWS::AccountId}:reports/*' }),
  'error arn-account-not-allowed',
);
probe(
  'a service in capitals',
  policy({ ...READ, Resource: 'arn:aws:S3:::reports/*' }),
  'error invalid-arn-service-case',
);
probe(
  'a resource type that there is not',
  policy({
    ...READ,
    Action: 'dynamodb:GetItem',
    Resource: 'arn:aws:dynamodb:us-east-1:${AWS::AccountId}:tables/orders',
  }),
  'error invalid-arn-resource',
);
probe(
  'a resource of another service',
  policy({ ...READ, Resource: 'arn:aws:sqs:us-east-1:${AWS::AccountId}:orders' }),
  'warning action-without-resource',
);
silent('a variable', policy({ ...READ, Resource: 'arn:aws:s3:::reports/${aws:PrincipalTag/team}/*' }));
silent(
  'a variable with a default',
  policy({ ...READ, Resource: "arn:aws:s3:::reports/${aws:PrincipalTag/team, 'none'}/*" }),
);
probe(
  'a variable that is not closed',
  policy({ ...READ, Resource: 'arn:aws:s3:::reports/${aws:username/*' }),
  'error missing-brace-in-variable',
);
probe(
  'a variable with a default without quotes',
  policy({ ...READ, Resource: 'arn:aws:s3:::reports/${aws:username, none}/*' }),
  'error missing-quote-in-variable',
);
probe(
  'a variable in an action',
  policy({ ...READ, Action: 's3:${aws:username}' }),
  'error variable-unsupported-in-element',
);

const deny = { Effect: 'Deny', Action: 's3:DeleteBucket', Resource: '*' };
silent('an SCP', scp(deny));
probe('an SCP with a principal', scp({ ...deny, Principal: '*' }), 'error scp-with-principal');
probe(
  'an SCP with a wildcard in the service',
  scp({ ...deny, Action: 's*:DeleteBucket' }),
  'error scp-action-wildcard',
);
probe('an SCP of all services', scp({ Effect: 'Allow', Action: '*', Resource: '*' }));
probe(
  'an SCP that is too long',
  scp({ ...deny, Resource: Array.from({ length: 400 }, (_, n) => `arn:aws:s3:::reports-of-region-${n}`) }),
  'error scp-size',
);
probe(
  'an RCP that allows',
  rcp({ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::reports' }),
  'error rcp-allow',
);
probe(
  'an RCP for one principal',
  rcp({ ...deny, Principal: { AWS: 'arn:aws:iam::${AWS::AccountId}:root' } }),
  'error rcp-principal',
);
probe(
  'an RCP of a service without them',
  rcp({ ...deny, Principal: '*', Action: 'ec2:RunInstances' }),
  'error rcp-action',
);
probe(
  'an RCP that is too long',
  rcp({
    ...deny,
    Principal: '*',
    Action: 's3:*',
    Resource: Array.from({ length: 200 }, (_, n) => `arn:aws:s3:::reports-of-region-${n}`),
  }),
  'error rcp-size',
);
probe(
  'a bucket policy that is too long',
  resource('AWS::S3::BucketPolicy', {
    Bucket: 'b',
    PolicyDocument: document({
      ...deny,
      Principal: '*',
      Resource: Array.from({ length: 700 }, (_, n) => `arn:aws:s3:::reports-of-region-${n}`),
    }),
  }),
  'warning resource-policy-size',
);
probe(
  'a trust policy that is too long',
  resource('AWS::IAM::Role', {
    AssumeRolePolicyDocument: document({
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { AWS: 'arn:aws:iam::${AWS::AccountId}:root' },
      Condition: {
        ArnLike: {
          'aws:PrincipalArn': Array.from({ length: 60 }, (_, n) => `arn:aws:iam::\${AWS::AccountId}:role/reader-${n}`),
        },
      },
    }),
  }),
  'warning trust-policy-size',
);
probe(
  'a stack without the place for its id',
  policy({
    ...READ,
    Action: 'cloudformation:DescribeStacks',
    Resource: 'arn:aws:cloudformation:us-east-1:${AWS::AccountId}:stack/orders',
  }),
  'error invalid-arn-resource',
);
silent(
  'a document that AWS owns',
  policy({ ...READ, Action: 'ssm:GetDocument', Resource: 'arn:aws:ssm:us-east-1::document/AWS-RunShellScript' }),
);
silent(
  'the root user of an account',
  policy({ Effect: 'Deny', Action: 'sts:AssumeRoot', Resource: 'arn:aws:iam::${AWS::AccountId}:root' }),
);
silent(
  'a bucket by a tag of the caller',
  policy({ ...READ, Action: 's3:ListBucket', Resource: 'arn:aws:s3:::${aws:PrincipalTag/bucket}' }),
);
silent(
  'log groups of the account',
  policy({
    ...READ,
    Action: 'logs:DescribeLogGroups',
    Resource: 'arn:aws:logs:us-east-1:${AWS::AccountId}:log-group:*',
  }),
);
