/**
 * The actions that AWS checks for an operation. `A?` may be needed; `A if F` is needed when the input has a field F,
 * `A unless F` when it has not; `A from F` is needed on what F names. From "Actions, resources, and condition keys" of each service in the Service
 * Authorization Reference and, for Amazon S3, "Required permissions for Amazon S3 API operations".
 */
const OPERATIONS: Record<string, string> = {
  's3:GetObject': 's3:GetObject unless VersionId, s3:GetObjectVersion if VersionId',
  's3:HeadObject': 's3:GetObject unless VersionId, s3:GetObjectVersion if VersionId',
  's3:GetObjectAttributes':
    's3:GetObject, s3:GetObjectAttributes, s3:GetObjectVersion?, s3:GetObjectVersionAttributes?',
  's3:GetObjectTagging': 's3:GetObjectTagging unless VersionId, s3:GetObjectVersionTagging if VersionId',
  's3:PutObjectTagging': 's3:PutObjectTagging unless VersionId, s3:PutObjectVersionTagging if VersionId',
  's3:PutObject': [
    's3:PutObject, s3:PutObjectTagging if Tagging, s3:PutObjectAcl if ACL, s3:PutObjectRetention if ObjectLockMode',
    's3:PutObjectLegalHold if ObjectLockLegalHoldStatus, s3:GetObject if IfMatch',
  ].join(', '),
  's3:CreateMultipartUpload':
    's3:PutObject, s3:PutObjectTagging if Tagging, s3:PutObjectAcl if ACL, s3:PutObjectRetention if ObjectLockMode',
  's3:UploadPart': 's3:PutObject',
  's3:CompleteMultipartUpload': 's3:PutObject, s3:GetObject if IfMatch',
  's3:UploadPartCopy': 's3:PutObject, s3:GetObject from CopySource, s3:GetObjectVersion?',
  's3:CopyObject': [
    's3:PutObject, s3:GetObject from CopySource, s3:GetObjectVersion?, s3:GetObjectTagging?, s3:PutObjectTagging?',
    's3:PutObjectAcl if ACL',
  ].join(', '),
  's3:DeleteObject': 's3:DeleteObject unless VersionId, s3:DeleteObjectVersion if VersionId, s3:GetObject?',
  's3:DeleteObjects': 's3:DeleteObject, s3:DeleteObjectVersion?',
  's3:HeadBucket': 's3:ListBucket',
  's3:ListObjects': 's3:ListBucket',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:ListObjectVersions': 's3:ListBucketVersions',
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:ListMultipartUploads': 's3:ListBucketMultipartUploads',
  's3:ListParts': 's3:ListMultipartUploadParts',
  's3:SelectObjectContent': 's3:GetObject',
  's3:CreateBucket':
    's3:CreateBucket, s3:PutBucketAcl if ACL, s3:PutBucketOwnershipControls if ObjectOwnership, s3:PutBucketVersioning if ObjectLockEnabledForBucket, s3:PutBucketObjectLockConfiguration if ObjectLockEnabledForBucket',
  's3:GetBucketCors': 's3:GetBucketCORS',
  's3:PutBucketCors': 's3:PutBucketCORS',
  's3:DeleteBucketCors': 's3:PutBucketCORS',
  's3:DeleteBucketTagging': 's3:PutBucketTagging',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:PutBucketEncryption': 's3:PutEncryptionConfiguration',
  's3:DeleteBucketEncryption': 's3:PutEncryptionConfiguration',
  's3:GetBucketLifecycleConfiguration': 's3:GetLifecycleConfiguration',
  's3:PutBucketLifecycleConfiguration': 's3:PutLifecycleConfiguration',
  's3:DeleteBucketLifecycle': 's3:PutLifecycleConfiguration',
  's3:GetBucketReplication': 's3:GetReplicationConfiguration',
  's3:PutBucketReplication': 's3:PutReplicationConfiguration, iam:PassRole?',
  's3:DeleteBucketReplication': 's3:PutReplicationConfiguration',
  's3:GetBucketNotificationConfiguration': 's3:GetBucketNotification',
  's3:PutBucketNotificationConfiguration': 's3:PutBucketNotification',
  's3:GetBucketAccelerateConfiguration': 's3:GetAccelerateConfiguration',
  's3:PutBucketAccelerateConfiguration': 's3:PutAccelerateConfiguration',
  's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
  's3:PutPublicAccessBlock': 's3:PutBucketPublicAccessBlock',
  's3:DeletePublicAccessBlock': 's3:PutBucketPublicAccessBlock',
  's3:DeleteBucketOwnershipControls': 's3:PutBucketOwnershipControls',
  's3:GetObjectLockConfiguration': 's3:GetBucketObjectLockConfiguration',
  's3:PutObjectLockConfiguration': 's3:PutBucketObjectLockConfiguration',
  's3:WriteGetObjectResponse': 's3-object-lambda:WriteGetObjectResponse',
  'dynamodb:TransactGetItems': 'dynamodb:GetItem',
  'dynamodb:ListStreams': 'dynamodb:ListStreams',
  'lambda:Invoke': 'lambda:InvokeFunction',
  'lambda:GetLayerVersionByArn': 'lambda:GetLayerVersion',
  's3:CreateSession': 's3express:CreateSession',
  's3:ListDirectoryBuckets': 's3express:ListAllMyDirectoryBuckets',
  'lambda:InvokeWithResponseStream': 'lambda:InvokeFunction',
  'sqs:SendMessageBatch': 'sqs:SendMessage',
  'sqs:DeleteMessageBatch': 'sqs:DeleteMessage',
  'sqs:ChangeMessageVisibilityBatch': 'sqs:ChangeMessageVisibility',
  'sns:PublishBatch': 'sns:Publish',
  'secretsmanager:BatchGetSecretValue': 'secretsmanager:BatchGetSecretValue, secretsmanager:GetSecretValue',
  'kms:ReEncrypt': 'kms:ReEncryptFrom, kms:ReEncryptTo',
  'sts:GetCallerIdentity': 'sts:GetCallerIdentity?',
  'sts:AssumeRoleWithWebIdentity': 'sts:AssumeRoleWithWebIdentity?',
  'sts:AssumeRole': 'sts:AssumeRole, sts:TagSession if Tags, sts:SetSourceIdentity if SourceIdentity',
  'ses:SendEmail': 'ses:SendEmail, ses:SendRawEmail?, ses:SendTemplatedEmail?',
  'ses:SendBulkEmail': 'ses:SendEmail?, ses:SendBulkEmail?, ses:SendBulkTemplatedEmail?',
  'bedrock:Converse': 'bedrock:InvokeModel',
  'bedrock:ConverseStream': 'bedrock:InvokeModelWithResponseStream',
  'execute-api:PostToConnection': 'execute-api:ManageConnections',
  'execute-api:GetConnection': 'execute-api:ManageConnections',
  'execute-api:DeleteConnection': 'execute-api:ManageConnections',
};

/** Signed by no one: whoever has the user's token or the app client's id may call (Amazon Cognito, "Unauthenticated and token-authorized operations"). */
const UNSIGNED = [
  ...['SignUp', 'ConfirmSignUp', 'ResendConfirmationCode', 'InitiateAuth', 'RespondToAuthChallenge', 'ForgotPassword'],
  ...['ConfirmForgotPassword', 'ChangePassword', 'GetUser', 'UpdateUserAttributes', 'DeleteUser', 'GlobalSignOut'],
  ...['RevokeToken', 'AssociateSoftwareToken', 'VerifySoftwareToken', 'SetUserMFAPreference', 'VerifyUserAttribute'],
].map((name) => `cognito-idp:${name}`);

/** Whoever may put such a configuration may delete it, and whoever may get one may list them. */
const CONFIGURATION = /^s3:(Get|List|Put|Delete)Bucket(Analytics|IntelligentTiering|Inventory|Metrics)Configurations?$/;

export interface NeededAction {
  action: string;
  /** It may be needed: that it is not granted is no mistake, and granting it is none either. */
  optional: boolean;
  /** It works on what this field names, not on what the call's other inputs name. */
  from: string | null;
}

/** Whether an input has a field; null where that cannot be seen. */
export type HasField = (field: string) => boolean | null;

/** @param operation with the service's IAM prefix, as in `s3:HeadObject` */
export function actionsOf(operation: string, has: HasField): NeededAction[] {
  if (UNSIGNED.includes(operation)) return [{ action: operation, optional: true, from: null }];
  const [, verb, subject] = CONFIGURATION.exec(operation) ?? [];
  if (verb)
    return [
      {
        action: `s3:${verb === 'List' || verb === 'Get' ? 'Get' : 'Put'}${subject}Configuration`,
        optional: false,
        from: null,
      },
    ];
  const text = Object.hasOwn(OPERATIONS, operation) ? (OPERATIONS[operation] as string) : operation;
  return text.split(', ').flatMap((part) => needed(part, has));
}

function needed(part: string, has: HasField): NeededAction[] {
  const [action = '', word, field = ''] = part.split(' ');
  if (action.endsWith('?')) return [{ action: action.slice(0, -1), optional: true, from: null }];
  if (word === 'from') return [{ action, optional: false, from: field }];
  if (word === undefined) return [{ action, optional: false, from: null }];
  const found = has(field);
  // The field may be there and hold nothing.
  if (word === 'unless') return [{ action, optional: found === true, from: null }];
  return found === false ? [] : [{ action, optional: found === null, from: null }];
}

/** lib-dynamodb's commands that are not called as the client's are. */
export const DOCUMENT_COMMANDS: Record<string, string> = {
  ...{ Get: 'GetItem', Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem' },
  ...{ BatchGet: 'BatchGetItem', BatchWrite: 'BatchWriteItem' },
  ...{ TransactGet: 'TransactGetItems', TransactWrite: 'TransactWriteItems' },
};

/** The operations that waiters call, by what stands behind `waitUntil`. */
export const WAITERS: Record<string, string> = {
  ...{ 's3:ObjectExists': 'HeadObject', 's3:ObjectNotExists': 'HeadObject' },
  ...{ 's3:BucketExists': 'HeadBucket', 's3:BucketNotExists': 'HeadBucket' },
  ...{ 'dynamodb:TableExists': 'DescribeTable', 'dynamodb:TableNotExists': 'DescribeTable' },
  ...{ 'lambda:FunctionExists': 'GetFunction', 'lambda:FunctionActive': 'GetFunctionConfiguration' },
  ...{ 'lambda:FunctionActiveV2': 'GetFunction', 'lambda:FunctionUpdated': 'GetFunctionConfiguration' },
  ...{ 'lambda:FunctionUpdatedV2': 'GetFunction', 'lambda:PublishedVersionActive': 'GetFunctionConfiguration' },
  ...{ 'cloudfront:InvalidationCompleted': 'GetInvalidation', 'cloudfront:DistributionDeployed': 'GetDistribution' },
};

/** The input fields that name the resource, by IAM prefix. */
export const RESOURCE_FIELDS: Record<string, readonly string[]> = {
  'cognito-idp': ['UserPoolId'],
  dynamodb: ['TableName'],
  events: ['EventBusName'],
  firehose: ['DeliveryStreamName'],
  kinesis: ['StreamName', 'StreamARN'],
  kms: ['KeyId'],
  lambda: ['FunctionName'],
  logs: ['logGroupName'],
  s3: ['Bucket'],
  secretsmanager: ['SecretId'],
  sns: ['TopicArn', 'TargetArn'],
  sqs: ['QueueUrl'],
  ssm: ['Name'],
  states: ['stateMachineArn'],
};

/** Services that use other services with the caller's permissions. `*`: any. */
export const BEHIND: Record<string, readonly string[]> = {
  athena: ['glue', 'kms', 'lakeformation', 's3'],
  backup: ['*'],
  bedrock: ['s3'],
  cloudformation: ['*'],
  comprehend: ['s3'],
  glue: ['s3'],
  'rds-data': ['secretsmanager'],
  'redshift-data': ['redshift', 'redshift-serverless', 'secretsmanager'],
  rekognition: ['s3'],
  servicecatalog: ['*'],
  textract: ['s3'],
  transcribe: ['s3'],
};
