import { document, policy, probe, READ, resource, role, silent } from './probe.ts';

const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
const pass = { Effect: 'Allow', Action: 'iam:PassRole', Resource: 'arn:aws:iam::*:role/*' };

silent('an action on the objects of one bucket', policy(READ));
silent(
  'actions that take only *',
  policy({
    Effect: 'Allow',
    Action: ['ec2:DescribeInstances', 's3:ListAllMyBuckets', 'sts:GetCallerIdentity', 'xray:PutTraceSegments'],
    Resource: '*',
  }),
);
silent('a wildcard over actions that take only *', policy({ Effect: 'Allow', Action: 'ec2:Describe*', Resource: '*' }));
silent(
  'metrics of one namespace, which have no ARN',
  policy({
    Effect: 'Allow',
    Action: 'cloudwatch:PutMetricData',
    Resource: '*',
    Condition: { StringEquals: { 'cloudwatch:namespace': 'orders' } },
  }),
);

probe('everything', policy(everything), 'error full-access', 'warning pass-role-with-star-in-action-and-resource');
probe(
  'everything, written as service:action',
  policy({ ...everything, Action: '*:*' }),
  'error full-access',
  'suggestion wildcard-in-service-name',
  'warning pass-role-with-star-in-action-and-resource',
);
probe(
  'everything, in lists',
  policy({ ...everything, Action: ['*'], Resource: ['*'] }),
  'error full-access',
  'warning pass-role-with-star-in-action-and-resource',
);
probe(
  'all actions of a service on everything',
  policy({ ...READ, Action: 's3:*', Resource: '*' }),
  'warning wildcard-action',
  'warning wildcard-resource',
);
probe(
  'all actions of a service, on its resource',
  policy({ ...READ, Action: 'dynamodb:*', Resource: 'arn:aws:dynamodb:us-east-1:${AWS::AccountId}:table/orders' }),
  'warning wildcard-action',
);
probe('one action on everything', policy({ ...READ, Resource: '*' }), 'warning wildcard-resource');
probe('one action on every bucket', policy({ ...READ, Resource: 'arn:aws:s3:::*' }), 'warning wildcard-resource');
probe(
  'one action on every table',
  policy({ ...READ, Action: 'dynamodb:GetItem', Resource: 'arn:aws:dynamodb:*:*:table/*' }),
  'suggestion wildcard-resource-of-type',
);
probe(
  'one action on whatever a service has',
  policy({ ...READ, Action: 'logs:PutLogEvents', Resource: 'arn:aws:logs:*:*:*' }),
  'warning wildcard-resource',
);
probe(
  'scoped by a tag of its resources',
  policy({
    ...READ,
    Action: 'ec2:StartInstances',
    Resource: '*',
    Condition: { StringEquals: { 'aws:ResourceTag/team': 'orders' } },
  }),
);
probe(
  'scoped by a tag, with a wildcard for its value',
  policy({
    ...READ,
    Action: 'ec2:StartInstances',
    Resource: '*',
    Condition: { StringLike: { 'aws:ResourceTag/team': '*' } },
  }),
  'warning wildcard-resource',
);
probe(
  'what can be scoped beside what cannot',
  policy({ Effect: 'Allow', Action: ['ec2:DescribeInstances', 's3:GetObject'], Resource: '*' }),
  'suggestion wildcard-resource-in-part',
);

probe(
  'NotAction',
  policy({ Effect: 'Allow', NotAction: 's3:DeleteBucket', Resource: 'arn:aws:s3:::reports/*' }),
  'warning allow-with-not-action',
);
probe(
  'NotAction on everything',
  policy({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
  'error privilege-escalation',
  'warning allow-with-not-action',
);
probe('NotAction in a Deny', policy({ Effect: 'Deny', NotAction: 'iam:*', Resource: '*' }));
probe(
  'NotResource',
  policy({ Effect: 'Allow', Action: 's3:GetObject', NotResource: 'arn:aws:s3:::secret/*' }),
  'warning allow-with-not-resource',
);
probe('Principal in an identity policy of a role', role([{ ...READ, Principal: '*' }]), 'error unsupported-principal');

probe(
  'all cancelled by a Deny',
  policy({ ...READ, Action: 's3:*', Resource: '*' }, { Effect: 'Deny', Action: 's3:*', Resource: '*' }),
  'suggestion cancelled-allow',
);
probe(
  'everything cancelled by a Deny',
  policy(everything, { Effect: 'Deny', Action: '*', Resource: '*' }),
  'suggestion cancelled-allow',
);
probe(
  'PassRole cancelled by a Deny',
  policy(pass, { Effect: 'Deny', Action: 'iam:*', Resource: '*' }),
  'suggestion cancelled-allow',
);
probe(
  'a Deny with a condition cancels nothing',
  policy(
    { ...READ, Action: 's3:*', Resource: '*' },
    { Effect: 'Deny', Action: 's3:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
  ),
  'warning wildcard-action',
  'warning wildcard-resource',
);

probe(
  'bucket action with the ARN of objects',
  policy({ ...READ, Action: 's3:ListBucket' }),
  'error bucket-action-on-object',
);
probe(
  'object action with the ARN of a bucket',
  policy({ ...READ, Resource: 'arn:aws:s3:::reports' }),
  'error object-action-on-bucket',
);
silent(
  'both with both',
  policy({
    ...READ,
    Action: ['s3:ListBucket', 's3:GetObject'],
    Resource: ['arn:aws:s3:::reports', 'arn:aws:s3:::reports/*'],
  }),
);
probe(
  'object action with the ARN of a bucket of the template',
  {
    'stack.yaml': `Resources:
  Store: {Type: 'Custom::Probe'}
  Bucket: {Type: AWS::S3::Bucket, Properties: {PublicAccessBlockConfiguration: {BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true}}}
  Secure: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: !Ref Bucket, PolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Deny, Principal: '*', Action: 's3:*', Resource: [!GetAtt Bucket.Arn, !Sub '\${Bucket.Arn}/*'], Condition: {Bool: {'aws:SecureTransport': 'false'}}}]}}}
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - {Effect: Allow, Action: s3:PutObject, Resource: !GetAtt Bucket.Arn}
          - {Effect: Allow, Action: s3:GetObject, Resource: !Sub 'arn:\${AWS::Partition}:s3:::\${Bucket}'}
          - {Effect: Allow, Action: s3:DeleteObject, Resource: !Join ['', ['arn:aws:s3:::', !Ref Bucket]]}
`,
  },
  'error object-action-on-bucket',
);

probe(
  'an account written out',
  policy({ ...READ, Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:us-east-1:111122223333:orders' }),
  'warning written-account-id',
);
probe(
  'a placeholder',
  policy({ ...READ, Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:us-east-1:<AWS_ACCOUNT_ID>:orders' }),
  'warning written-account-id',
);

probe(
  'an oversized managed policy',
  resource('AWS::IAM::ManagedPolicy', {
    PolicyDocument: document({
      ...READ,
      Resource: Array.from({ length: 200 }, (_, n) => `arn:aws:s3:::reports-of-region-${n}/*`),
    }),
  }),
  'error identity-policy-size',
);
probe(
  'inline policies of a role that are too long together',
  role(
    ...['a', 'b', 'c'].map((name) => [
      { ...READ, Resource: Array.from({ length: 120 }, (_, n) => `arn:aws:s3:::reports-${name}-${n}/*`) },
    ]),
  ),
  'error identity-policy-size',
);
probe(
  'an inline policy in a user',
  resource('AWS::IAM::User', { Policies: [{ PolicyName: 'p', PolicyDocument: document(READ) }] }),
  'warning user-with-policy',
);
probe(
  'a policy attached to a user',
  resource('AWS::IAM::Policy', { PolicyName: 'p', Users: ['anna'], PolicyDocument: document(READ) }),
  'warning user-with-policy',
);
silent(
  'scoped by the cluster of a service',
  policy({
    Effect: 'Allow',
    Action: 'ecs:DescribeContainerInstances',
    Resource: '*',
    Condition: { ArnEquals: { 'ecs:cluster': 'arn:aws:ecs:us-east-1:${AWS::AccountId}:cluster/orders' } },
  }),
);
const noFactor = { Effect: 'Deny', Action: '*', Resource: '*' };
probe(
  'a Deny without a second factor',
  policy({ ...noFactor, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } }),
  'warning mfa-deny-without-if-exists',
);
silent(
  'a Deny without a second factor, with IfExists',
  policy({ ...noFactor, Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } }),
);
