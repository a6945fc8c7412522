import { document, policy, probe, resource, role, template } from './probe.ts';

const pass = { Effect: 'Allow', Action: 'iam:PassRole', Resource: 'arn:aws:iam::*:role/*' };
const run = { Effect: 'Allow', Action: 'ec2:RunInstances', Resource: '*' };

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
  'all of IAM',
  policy({ Effect: 'Allow', Action: 'iam:*', Resource: '*' }),
  'error privilege-escalation',
  'warning pass-role-with-star-in-action-and-resource',
  'warning wildcard-action',
  'warning wildcard-resource',
);
probe(
  'PassRole of one role with RunInstances',
  policy(
    { ...pass, Resource: 'arn:aws:iam::${AWS::AccountId}:role/web' },
    { ...run, Resource: 'arn:aws:ec2:us-east-1:${AWS::AccountId}:instance/*' },
  ),
);
probe(
  'PassRole beside a managed policy of AWS with RunInstances',
  resource('AWS::IAM::Group', {
    ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonEC2FullAccess'],
    Policies: [{ PolicyName: 'p', PolicyDocument: document(pass) }],
  }),
  'error privilege-escalation',
  'warning broad-managed-policy',
  'warning pass-role-with-star-in-resource',
);
probe(
  'CreateFunction and InvokeFunction without PassRole, which is denied',
  policy(
    { Effect: 'Allow', Action: ['lambda:CreateFunction', 'lambda:InvokeFunction', 'iam:PassRole'], Resource: '*' },
    { Effect: 'Deny', Action: 'iam:PassRole', NotResource: 'arn:aws:iam::${AWS::AccountId}:role/web' },
  ),
  'warning pass-role-with-star-in-resource',
  'warning wildcard-resource',
);
