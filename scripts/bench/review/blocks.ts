import type { Random } from '../iam/random.ts';

/** Pieces of a template's `Resources`; a template takes them in turn until it is long enough. */
export type Block = (id: string, random: Random) => string;

const TABLE_ACTIONS = ['GetItem', 'PutItem', 'Query', 'UpdateItem', 'DeleteItem', 'BatchGetItem'];
const DESCRIPTIONS = ['Takes orders in', 'Writes invoices', 'Sends reminders', 'Makes thumbnails', 'Checks addresses'];

const bucket: Block = (id, random) => `
  # What ${id} holds is versioned; old versions go after some time.
  ${id}Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: aws:kms}
      LifecycleConfiguration:
        Rules:
          - {Id: old, Status: Enabled, NoncurrentVersionExpiration: {NoncurrentDays: ${random.count(7, 90)}}}
      VersioningConfiguration:
        Status: Enabled
  ${id}BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref ${id}Bucket
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Sid: OnlyTls
            Effect: Deny
            Principal: '*'
            Action: 's3:*'
            Resource: [!GetAtt ${id}Bucket.Arn, !Sub '\${${id}Bucket.Arn}/*']
            Condition: {Bool: {'aws:SecureTransport': 'false'}}
          - Effect: Allow
            Principal:
              AWS: !Sub arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root
            Action: ['s3:GetObject', "s3:GetObjectVersion"]
            Resource: !Sub '\${${id}Bucket.Arn}/public/${random.count(1, 99)}/*'
`;

const work: Block = (id, random) => `
  ${id}Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          Effect: Allow
          Principal: {Service: lambda.amazonaws.com}
          Action: sts:AssumeRole
      ManagedPolicyArns:
        - !Sub arn:\${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
      Policies:
        - PolicyName: table
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Sid: Items
                Effect: Allow
                Action:
${random
  .some(TABLE_ACTIONS, 3)
  .map((action) => `                  - dynamodb:${action}`)
  .join('\n')}
                Resource:
                  - !GetAtt ${id}Table.Arn
                  - !Sub \${${id}Table.Arn}/index/*
              - Effect: Allow
                Action: 'logs:*'
                Resource: '${random.chance(0.3) ? '*' : 'arn:aws:logs:*:*:log-group:/aws/lambda/*'}'
  ${id}Table:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions:
        - {AttributeName: pk, AttributeType: S}
      BillingMode: PAY_PER_REQUEST
      KeySchema:
        - {AttributeName: pk, KeyType: HASH}
  ${id}Function:
    Type: AWS::Lambda::Function
    Properties:
      Description: ${random.pick(DESCRIPTIONS)} (${random.count(1, 1000)})
      Code:
        ZipFile: |
          exports.handler = async (event) => {
            // ${id}: says how many records came in.
            console.log(JSON.stringify({ count: event.Records.length, limit: ${random.count(1, 500)} }));
          };
      Environment:
        Variables:
          TABLE: !Ref ${id}Table
          STAGE: !If [IsLive, live, trial]
      Handler: index.handler
      MemorySize: ${random.pick([128, 256, 512])}
      Role: !GetAtt ${id}Role.Arn
      Runtime: nodejs22.x
      Timeout: ${random.count(3, 60)}
`;

const queue: Block = (id, random) => `
  ${id}Queue:
    Type: AWS::SQS::Queue
    Properties:
      MessageRetentionPeriod: ${random.count(1, 14) * 86_400}
      RedrivePolicy:
        deadLetterTargetArn: !GetAtt ${id}DeadLetters.Arn
        maxReceiveCount: ${random.count(2, 9)}
  ${id}DeadLetters:
    Type: AWS::SQS::Queue
  ${id}QueuePolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref ${id}Queue]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: {Service: sns.amazonaws.com}
            Action: sqs:SendMessage
            Resource: !GetAtt ${id}Queue.Arn
            Condition:
              ArnLike:
                aws:SourceArn: !Ref ${id}Topic
  ${id}Topic:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName: !Join ['-', [!Ref Stage, ${id.toLowerCase()}]]
      Subscription:
        - {Endpoint: !GetAtt ${id}Queue.Arn, Protocol: sqs}
`;

export const BLOCKS: readonly Block[] = [bucket, work, queue];
