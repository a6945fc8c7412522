import { ASSUME, bucketPolicy, document, policy, probe, resource, type Statement, trust } from './probe.ts';

const other = 'arn:aws:iam::210987654321:root';
const all = { Effect: 'Allow', Principal: { AWS: other }, Action: 's3:*', Resource: 'arn:aws:s3:::reports/*' };
const key = (principal: unknown) =>
  resource('AWS::KMS::Key', {
    EnableKeyRotation: true,
    KeyPolicy: document({ Effect: 'Allow', Principal: { AWS: principal }, Action: 'kms:*', Resource: '*' }),
  });

probe(
  'all of a bucket for another account',
  bucketPolicy(all),
  'warning cross-account-access',
  'warning wildcard-action',
);
probe(
  'all of a bucket for the own account',
  bucketPolicy({ ...all, Principal: { AWS: { Ref: 'AWS::AccountId' } } }),
  'warning wildcard-action',
);
probe('all of a key for another account', key(other), 'warning cross-account-access', 'warning wildcard-action');
probe(
  'all of a key for an account, in a file of its own',
  policy({ Effect: 'Allow', Principal: { AWS: other }, Action: 'kms:*', Resource: '*' }),
  'warning cross-account-access',
);
probe('all of a key for the own account', key({ 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' }));

const balancer = 'arn:aws:iam::127311923021:root';
probe(
  'objects for the account of load balancers',
  bucketPolicy({ ...all, Principal: { AWS: balancer }, Action: ['s3:PutObject', 's3:GetObject'] }),
  'warning cross-account-access',
);

const queue = (statement: Statement) =>
  resource('AWS::SQS::QueuePolicy', {
    Queues: ['q'],
    PolicyDocument: document({
      Effect: 'Allow',
      Principal: { AWS: other },
      Action: 'sqs:SendMessage',
      ...statement,
    }),
  });
probe(
  'the account of the queue itself',
  queue({ Resource: 'arn:aws:sqs:us-east-1:210987654321:orders' }),
  'warning written-account-id',
);
probe(
  "another account than the queue's",
  queue({ Resource: 'arn:aws:sqs:us-east-1:111122223333:orders' }),
  'warning cross-account-access',
  'warning written-account-id',
);

const vendor = (id: string) =>
  trust({ ...ASSUME, Principal: { AWS: other }, Condition: { StringEquals: { 'sts:ExternalId': id } } });
probe('a vendor with an external id', vendor('a1b2c3'), 'warning cross-account-access');
probe(
  'a vendor with an empty external id',
  vendor(''),
  'suggestion trust-without-external-id',
  'warning cross-account-access',
);

const github = (sub: string) =>
  trust({
    Effect: 'Allow',
    Action: 'sts:AssumeRoleWithWebIdentity',
    Principal: {
      Federated: 'arn:aws:iam::${AWS::AccountId}:oidc-provider/token.actions.githubusercontent.com',
    },
    Condition: {
      StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
      StringLike: { 'token.actions.githubusercontent.com:sub': sub },
    },
  });
probe('a workflow of anyone', github('workflow:deploy:*'), 'error github-trust-for-anyone');
probe('a workflow of one repository', github('workflow:deploy:repo:acme/web:*'));
probe('a repository by its number', github('repository_id:123456:*'));
