/** Few words, so that statements and requests often speak of the same. */

export const OWN = '111122223333';
export const OTHER = '444455556666';

export const ACTIONS = [
  's3:GetObject',
  's3:PutObject',
  's3:ListBucket',
  'sqs:SendMessage',
  'kms:Decrypt',
  'kms:Encrypt',
  'sts:AssumeRole',
];

export const ACTION_PATTERNS = [
  '*',
  's3:*',
  's3:Get*',
  's3:GetObject',
  's3:PutObject',
  's3:?utObject',
  's3:*Object',
  'sqs:Send*',
  '*:*e*ct*',
  'kms:*',
  'kms:Decrypt',
  '*crypt',
  'sts:*',
  'sts:AssumeRole',
];

export const RESOURCES = [
  'arn:aws:s3:::data/alice/x',
  'arn:aws:s3:::data/bob/x',
  'arn:aws:s3:::data/none/y',
  'arn:aws:s3:::data/',
  'arn:aws:s3:::logs/x',
  `arn:aws:sqs:us-east-1:${OWN}:jobs`,
  `arn:aws:sqs:us-east-1:${OTHER}:jobs`,
  `arn:aws:kms:us-east-1:${OWN}:key/alice`,
  `arn:aws:iam::${OWN}:role/App`,
  `arn:aws:iam::${OTHER}:role/Reader`,
];

export const RESOURCE_PATTERNS = [
  '*',
  'arn:aws:s3:::*',
  'arn:aws:s3:::data/*',
  'arn:aws:s3:::data/alice/*',
  'arn:aws:s3:::data/?*/x',
  'arn:aws:s3:::*/x',
  'arn:aws:s3:::logs/x',
  'arn:aws:s3:::data/${aws:username}/*',
  'arn:aws:s3:::data/${aws:PrincipalTag/team}/*',
  "arn:aws:s3:::data/${aws:PrincipalTag/team, 'none'}/*",
  'arn:aws:s3:::*${s3:prefix}*',
  `arn:aws:sqs:*:${OWN}:*`,
  'arn:aws:sqs:us-east-1:*:jobs',
  'arn:aws:kms:*:key/*',
  'arn:aws:iam::*:role/*',
  `arn:aws:iam::${OWN}:role/App`,
];

/** Whoever makes a request, with what AWS itself says of them in its context. */
export interface Actor {
  principal: string;
  account: string;
  context: Record<string, string>;
}

function user(account: string, path: string): Actor {
  const name = path.split('/').at(-1) ?? '';
  const principal = `arn:aws:iam::${account}:user/${path}`;
  const ids = { 'aws:username': name, 'aws:userid': `AIDA${name.toUpperCase()}` };
  return { principal, account, context: { ...ids, ...ofAccount(principal, account, 'User') } };
}

function session(account: string, role: string, name: string): Actor {
  const context = ofAccount(`arn:aws:iam::${account}:role/${role}`, account, 'AssumedRole');
  return {
    principal: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
    account,
    context: { ...context, 'aws:userid': `AROA${role.toUpperCase()}:${name}` },
  };
}

function ofAccount(arn: string, account: string, type: string) {
  return { 'aws:PrincipalArn': arn, 'aws:PrincipalAccount': account, 'aws:PrincipalType': type };
}

export const OWN_ACTORS = [
  user(OWN, 'alice'),
  user(OWN, 'eng/bob'),
  session(OWN, 'App', 's1'),
  session(OWN, 'App', 's2'),
];

const ANONYMOUS: Actor = {
  principal: '*',
  account: '',
  context: { 'aws:PrincipalAccount': 'anonymous', 'aws:PrincipalType': 'Anonymous', 'aws:userid': 'anonymous' },
};

const SERVICE: Actor = {
  principal: 's3.amazonaws.com',
  account: '',
  context: { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': 's3.amazonaws.com' },
};

/** The last belongs to an account that no policy names. */
export const ACTORS = [
  ...OWN_ACTORS,
  user(OTHER, 'carol'),
  session(OTHER, 'Reader', 's9'),
  ANONYMOUS,
  SERVICE,
  user('777788889999', 'dave'),
];

/** What `Principal` or `NotPrincipal` can say. */
export const PRINCIPALS = [
  '*',
  { AWS: OWN },
  { AWS: `arn:aws:iam::${OTHER}:root` },
  { AWS: `arn:aws:iam::${OWN}:user/alice` },
  { AWS: `arn:aws:iam::${OWN}:role/App` },
  { AWS: `arn:aws:sts::${OWN}:assumed-role/App/s1` },
  { AWS: `arn:aws:iam::${OTHER}:user/carol` },
  { AWS: [`arn:aws:iam::${OTHER}:role/Reader`, `arn:aws:iam::${OWN}:user/eng/bob`] },
  { Service: 's3.amazonaws.com' },
];
