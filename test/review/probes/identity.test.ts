import { document, policy, probe, READ, resource, role, silent, template } from './probe.ts';

const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
const pass = { Effect: 'Allow', Action: 'iam:PassRole', Resource: 'arn:aws:iam::*:role/*' };
const run = { Effect: 'Allow', Action: 'ec2:RunInstances', Resource: '*' };

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
  'PassRole alone',
  policy(pass),
  'suggestion wildcard-resource-of-type',
  'warning pass-role-with-star-in-resource',
);
probe(
  'PassRole to one service alone, for every role',
  policy({ ...pass, Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } } }),
  'suggestion wildcard-resource-of-type',
);
probe(
  'PassRole and RunInstances in one policy',
  policy(pass, run),
  'error privilege-escalation',
  'warning pass-role-with-star-in-resource',
  'warning wildcard-resource',
);
probe(
  'PassRole and RunInstances in two policies of a role',
  role([pass], [run]),
  'error privilege-escalation',
  'warning pass-role-with-star-in-resource',
  'warning wildcard-resource',
);
probe(
  'PassRole and RunInstances of two groups',
  template({
    One: { Type: 'AWS::IAM::Group', Properties: { Policies: [{ PolicyName: 'p', PolicyDocument: document(pass) }] } },
    Two: { Type: 'AWS::IAM::Group', Properties: { Policies: [{ PolicyName: 'p', PolicyDocument: document(run) }] } },
  }),
  'warning pass-role-with-star-in-resource',
  'warning wildcard-resource',
);
probe(
  'PassRole in the role, RunInstances in a policy attached by its Ref',
  template({
    Own: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: document({
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'lambda.amazonaws.com' },
        }),
        Policies: [{ PolicyName: 'p', PolicyDocument: document(pass) }],
      },
    },
    Other: {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyName: 'p', Roles: [{ Ref: 'Own' }], PolicyDocument: document(run) },
    },
  }),
  'error privilege-escalation',
  'warning pass-role-with-star-in-resource',
  'warning wildcard-resource',
);
probe(
  'PassRole in a managed policy that the role attaches',
  template({
    Own: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: document({
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'lambda.amazonaws.com' },
        }),
        ManagedPolicyArns: [{ Ref: 'Managed' }],
        Policies: [{ PolicyName: 'p', PolicyDocument: document(run) }],
      },
    },
    Managed: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document(pass) } },
  }),
  'error privilege-escalation',
  'warning pass-role-with-star-in-resource',
  'warning wildcard-resource',
);
probe(
  'PassRole to another service than what is created',
  policy({ ...pass, Condition: { StringEquals: { 'iam:PassedToService': 'glue.amazonaws.com' } } }, run),
  'warning wildcard-resource',
);
probe(
  'PassRole and RunInstances within a boundary that denies it',
  template({
    Boundary: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { PolicyDocument: document({ Effect: 'Allow', Action: 'ec2:*', Resource: '*' }) },
    },
    Own: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: document({
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'lambda.amazonaws.com' },
        }),
        PermissionsBoundary: { Ref: 'Boundary' },
        Policies: [{ PolicyName: 'p', PolicyDocument: document(pass, run) }],
      },
    },
  }),
  'warning pass-role-with-star-in-resource',
  'warning wildcard-resource',
);
for (const action of [
  'iam:CreatePolicyVersion',
  'iam:AttachRolePolicy',
  'iam:PutUserPolicy',
  'iam:UpdateAssumeRolePolicy',
  'lambda:UpdateFunctionCode',
  'iam:CreateAccessKey',
]) {
  probe(
    `${action} on everything`,
    policy({ Effect: 'Allow', Action: action, Resource: '*' }),
    'error privilege-escalation',
    'warning wildcard-resource',
  );
}
probe(
  'UpdateFunctionCode of one function',
  policy({
    Effect: 'Allow',
    Action: 'lambda:UpdateFunctionCode',
    Resource: 'arn:aws:lambda:us-east-1:${AWS::AccountId}:function:orders',
  }),
);
probe(
  'own access keys alone',
  policy({
    Effect: 'Allow',
    Action: 'iam:CreateAccessKey',
    Resource: 'arn:aws:iam::${AWS::AccountId}:user/${aws:username}',
  }),
);
probe(
  'AttachRolePolicy under a boundary condition',
  policy({
    Effect: 'Allow',
    Action: 'iam:AttachRolePolicy',
    Resource: '*',
    Condition: { StringEquals: { 'iam:PermissionsBoundary': 'arn:aws:iam::${AWS::AccountId}:policy/b' } },
  }),
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
silent('scoped by the cluster of a service', policy({ Effect: 'Allow', Action: 'ecs:DescribeContainerInstances', Resource: '*', Condition: { ArnEquals: { 'ecs:cluster': 'arn:aws:ecs:us-east-1:${AWS::AccountId}:cluster/orders' } } }));
const noFactor = { Effect: 'Deny', Action: '*', Resource: '*' };
probe('a Deny without a second factor', policy({ ...noFactor, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } }), 'warning mfa-deny-without-if-exists');
silent('a Deny without a second factor, with IfExists', policy({ ...noFactor, Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } }));
probe('all of IAM', policy({ Effect: 'Allow', Action: 'iam:*', Resource: '*' }), 'error privilege-escalation', 'warning pass-role-with-star-in-action-and-resource', 'warning wildcard-action', 'warning wildcard-resource');
probe('PassRole of one role with RunInstances', policy({ ...pass, Resource: 'arn:aws:iam::${AWS::AccountId}:role/web' }, { ...run, Resource: 'arn:aws:ec2:us-east-1:${AWS::AccountId}:instance/*' }));
probe(
  'PassRole beside a managed policy of AWS with RunInstances',
  resource('AWS::IAM::Group', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonEC2FullAccess'], Policies: [{ PolicyName: 'p', PolicyDocument: document(pass) }] }),
  'error privilege-escalation',
  'warning broad-managed-policy',
  'warning pass-role-with-star-in-resource',
);
probe(
  'CreateFunction and InvokeFunction without PassRole, which is denied',
  policy({ Effect: 'Allow', Action: ['lambda:CreateFunction', 'lambda:InvokeFunction', 'iam:PassRole'], Resource: '*' }, { Effect: 'Deny', Action: 'iam:PassRole', NotResource: 'arn:aws:iam::${AWS::AccountId}:role/web' }),
  'warning pass-role-with-star-in-resource',
  'warning wildcard-resource',
);
