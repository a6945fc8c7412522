import { document, probe, READ, silent, template } from './probe.ts';

const lambda = (variables: object) =>
  template({
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Handler: 'index.handler',
        Role: 'arn:aws:iam::${AWS::AccountId}:role/r',
        Environment: { Variables: variables },
      },
    },
  });
probe('a password in the environment', lambda({ DB_PASSWORD: 'hunter22' }), 'error lambda-secret-in-environment');
probe('a key of AWS in the environment', lambda({ KEY: 'AKIAIOSFODNN7EXAMPLE' }), 'error lambda-secret-in-environment');
probe(
  'a secret resolved into the environment',
  lambda({ DB_PASSWORD: '{{resolve:secretsmanager:db:SecretString:password}}' }),
  'error lambda-secret-in-environment',
);
probe(
  'a password by a parameter without default',
  {
    'stack.yaml':
      'Parameters: {Pass: {Type: String, NoEcho: true}}\nResources: {Function: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {DB_PASSWORD: !Ref Pass}}}}}\n',
  },
  'warning lambda-secret-by-parameter',
);
probe(
  'where a secret is',
  lambda({
    DB_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:${AWS::AccountId}:secret:db',
    DB_PASSWORD_PARAMETER: '/db/password',
    TOKEN_TABLE: 'tokens',
  }),
);

const only = (type: string, properties: object) => template({ It: { Type: type, Properties: properties } });
probe(
  'a database whose password is written out',
  only('AWS::RDS::DBInstance', { MasterUserPassword: 'hunter22', StorageEncrypted: true, PubliclyAccessible: false }),
  'error secret-in-property',
);
probe(
  'a database whose password is managed',
  only('AWS::RDS::DBInstance', { ManageMasterUserPassword: true, StorageEncrypted: true }),
);
probe(
  'a database that is not encrypted',
  only('AWS::RDS::DBInstance', { ManageMasterUserPassword: true, StorageEncrypted: false }),
  'warning storage-without-encryption',
);
probe(
  'a database that is public',
  only('AWS::RDS::DBInstance', { ManageMasterUserPassword: true, StorageEncrypted: true, PubliclyAccessible: true }),
  'warning database-publicly-accessible',
);
probe(
  'a queue without encryption',
  only('AWS::SQS::Queue', { SqsManagedSseEnabled: false }),
  'warning queue-without-encryption',
);
probe('a log group without retention', only('AWS::Logs::LogGroup', {}), 'warning log-group-without-retention');
probe(
  'a trail that is off',
  only('AWS::CloudTrail::Trail', {
    IsLogging: false,
    S3BucketName: 'b',
    IsMultiRegionTrail: true,
    EnableLogFileValidation: true,
    KMSKeyId: 'k',
  }),
  'error trail-not-logging',
);
probe(
  'a trail without validation',
  only('AWS::CloudTrail::Trail', { IsLogging: true, S3BucketName: 'b', IsMultiRegionTrail: true, KMSKeyId: 'k' }),
  'warning trail-without-validation',
);
probe(
  'a trail of one Region',
  only('AWS::CloudTrail::Trail', { IsLogging: true, S3BucketName: 'b', EnableLogFileValidation: true, KMSKeyId: 'k' }),
  'warning trail-of-one-region',
);
silent(
  'a whole trail',
  only('AWS::CloudTrail::Trail', {
    IsLogging: true,
    S3BucketName: 'b',
    IsMultiRegionTrail: true,
    EnableLogFileValidation: true,
    KMSKeyId: 'k',
  }),
);
probe(
  'a key without rotation',
  only('AWS::KMS::Key', {
    KeyPolicy: document({
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::${AWS::AccountId}:root' },
      Action: 'kms:*',
      Resource: '*',
    }),
  }),
  'warning key-without-rotation',
);
probe(
  'a function whose log nobody writes',
  template({
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: { Handler: 'index.handler', Role: { 'Fn::GetAtt': ['Role', 'Arn'] } },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: document({
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'lambda.amazonaws.com' },
        }),
        Policies: [{ PolicyName: 'p', PolicyDocument: document(READ) }],
      },
    },
  }),
  'warning execution-role-without-logs',
);
probe(
  'a role for all of a service',
  only('AWS::IAM::Role', {
    AssumeRolePolicyDocument: document({
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { Service: 'lambda.amazonaws.com' },
    }),
    ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonS3FullAccess'],
  }),
  'warning broad-managed-policy',
);
probe(
  'a role with a managed policy to start with',
  only('AWS::IAM::Role', {
    AssumeRolePolicyDocument: document({
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { Service: 'lambda.amazonaws.com' },
    }),
    ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
  }),
  'suggestion managed-policy-as-start',
);
probe('a trail that is off in one environment', {
  'stack.yaml': `Parameters: {Stage: {Type: String, AllowedValues: [dev, prod]}}\nConditions: {Prod: !Equals [!Ref Stage, prod]}\nResources: {It: {Type: AWS::CloudTrail::Trail, Properties: {IsLogging: !If [Prod, true, false], S3BucketName: b, IsMultiRegionTrail: true, EnableLogFileValidation: true}}}\n`,
});
probe(
  'a key of AWS in user data',
  only('AWS::EC2::Instance', {
    UserData: { 'Fn::Base64': '#!/bin/sh\nexport AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\n' },
  }),
  'error secret-in-user-data',
);
probe(
  'a warehouse that is not encrypted',
  only('AWS::Redshift::Cluster', { ManageMasterPassword: true }),
  'warning storage-without-encryption',
);
