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
  'warning public-policy-blocked',
);
probe(
  'everything through an endpoint',
  resource('AWS::EC2::VPCEndpoint', {
    PolicyDocument: document({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }),
  }),
);
probe(
  'a bucket for the logs of load balancers',
  bucketPolicy({
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::127311923021:root' },
    Action: 's3:PutObject',
    Resource: 'arn:aws:s3:::logs/*',
  }),
);
probe(
  'a queue policy that is too long',
  queue({
    Principal: { AWS: ACCOUNT },
    Resource: Array.from({ length: 200 }, (_, n) => `arn:aws:sqs:us-east-1:\${AWS::AccountId}:orders-${n}`),
  }),
  'warning resource-policy-size',
);
probe(
  'a private address of an instance',
  bucketPolicy({
    ...READ,
    Principal: { AWS: ACCOUNT },
    Condition: { IpAddress: { 'aws:Ec2InstanceSourcePrivateIPv4': '10.0.0.0/8' } },
  }),
  'warning missing-paired-condition-key',
);
probe(
  'everyone of any organisation, by its paths',
  bucketPolicy({ ...open, Condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-*/r-ab12/*' } } }),
  'error public-access',
);
probe(
  'a wildcard in the owner of an endpoint',
  bucketPolicy({ ...READ, Principal: { AWS: ACCOUNT }, Condition: { StringLike: { 'aws:VpceAccount': '1111*' } } }),
  'error wildcard-usage-too-permissive',
);
