/** What built-in policies speak of. */
export interface Topic {
  actions: readonly string[];
  actionGlobs: readonly string[];
  /** Resources as requests name them, and as policies cover them. */
  resources: readonly string[];
  resourceGlobs: readonly string[];
}

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const ROLES = ['App', 'Reporter', 'Deployer', 'Auditor'] as const;

const at = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${rest}`;

export const TOPICS: readonly Topic[] = [
  {
    actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:GetObjectVersion', 's3:AbortMultipartUpload'],
    actionGlobs: ['s3:Get*', 's3:*Object', 's3:*'],
    resources: ['arn:aws:s3:::app-data/reports/2026/03.csv', 'arn:aws:s3:::app-data/in/a.json', 'arn:aws:s3:::logs/x'],
    resourceGlobs: [
      'arn:aws:s3:::app-data/*',
      'arn:aws:s3:::app-*/reports/*.csv',
      'arn:aws:s3:::*/${aws:PrincipalTag/team}/*',
    ],
  },
  {
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
    actionGlobs: ['dynamodb:*Item', 'dynamodb:Get*', 'dynamodb:*'],
    resources: [
      at('dynamodb', 'table/orders'),
      at('dynamodb', 'table/users'),
      at('dynamodb', 'table/orders/index/day'),
    ],
    resourceGlobs: [at('dynamodb', 'table/*'), at('dynamodb', 'table/orders*'), 'arn:aws:dynamodb:*:*:table/users'],
  },
  {
    actions: ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:PurgeQueue'],
    actionGlobs: ['sqs:*Message', 'sqs:*'],
    resources: [`arn:aws:sqs:eu-west-1:${ACCOUNT}:jobs`, `arn:aws:sqs:eu-west-1:${ACCOUNT}:jobs-dead`],
    resourceGlobs: [`arn:aws:sqs:eu-west-1:${ACCOUNT}:jobs*`, `arn:aws:sqs:*:${ACCOUNT}:*`],
  },
  {
    actions: ['lambda:InvokeFunction', 'lambda:UpdateFunctionCode', 'lambda:GetFunction', 'lambda:DeleteFunction'],
    actionGlobs: ['lambda:*Function', 'lambda:Get*', 'lambda:*'],
    resources: [at('lambda', 'function:resize'), at('lambda', 'function:report'), at('lambda', 'function:report:live')],
    resourceGlobs: [at('lambda', 'function:*'), at('lambda', 'function:re????'), at('lambda', 'function:report:*')],
  },
  {
    actions: ['ec2:StartInstances', 'ec2:StopInstances', 'ec2:TerminateInstances', 'ec2:RunInstances'],
    actionGlobs: ['ec2:*Instances', 'ec2:St*', 'ec2:*'],
    resources: [at('ec2', 'instance/i-0aaaaaaaaaaaaaaaa'), at('ec2', 'instance/i-0bbbbbbbbbbbbbbbb')],
    resourceGlobs: [at('ec2', 'instance/*'), at('ec2', 'instance/i-0a*'), '*'],
  },
];

/** Operator, key, values. */
export type ConditionWords = readonly [operator: string, key: string, values: readonly string[]];

/** Those that an evaluator without knowledge of types can answer too. */
export const SIMPLE_CONDITIONS: readonly ConditionWords[] = [
  ['StringEquals', 'aws:PrincipalOrgID', ['o-a1b2c3d4e5']],
  ['StringEquals', 'aws:RequestedRegion', ['eu-west-1', 'eu-central-1']],
  ['StringNotEquals', 'aws:SourceVpce', ['vpce-0abc1234']],
  ['StringLike', 'aws:PrincipalTag/team', ['data*', 'search']],
  ['StringEqualsIfExists', 'aws:PrincipalTag/team', ['data']],
  ['Bool', 'aws:SecureTransport', ['true']],
  ['BoolIfExists', 'aws:MultiFactorAuthPresent', ['true']],
  ['NumericLessThanEquals', 'aws:MultiFactorAuthAge', ['3600']],
  ['IpAddress', 'aws:SourceIp', ['10.0.0.0/8', '198.51.100.0/24']],
];

export const CONDITIONS: readonly ConditionWords[] = [
  ...SIMPLE_CONDITIONS,
  ['StringEqualsIgnoreCase', 'aws:PrincipalTag/env', ['Prod']],
  ['StringNotLike', 'aws:UserAgent', ['*bot*']],
  ['NumericGreaterThan', 'aws:MultiFactorAuthAge', ['60']],
  ['DateGreaterThan', 'aws:CurrentTime', ['2026-01-01T00:00:00Z']],
  ['DateLessThan', 'aws:CurrentTime', ['2027-01-01T00:00:00Z']],
  ['NotIpAddress', 'aws:SourceIp', ['203.0.113.0/24']],
  ['ArnLike', 'aws:SourceArn', [`arn:aws:s3:::app-*`]],
  ['ArnNotLike', 'aws:PrincipalArn', [`arn:aws:iam::${ACCOUNT}:role/Break*`]],
  ['Null', 'aws:TokenIssueTime', ['false']],
  ['ForAnyValue:StringEquals', 'aws:TagKeys', ['team', 'env']],
  ['ForAllValues:StringLike', 'aws:TagKeys', ['cost-*', 'team']],
  ['StringLike', 'aws:PrincipalOrgPaths', ['o-a1b2c3d4e5/r-ab12/*']],
];
