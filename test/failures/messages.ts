const ROLE = 'arn:aws:sts::111122223333:assumed-role/deploy/AWSCloudFormation';
const denied = (what: string, why = '') => `User: ${ROLE} is not authorized to perform: ${what}${why}`;
const handler = (said: string, code: string) =>
  `Resource handler returned message: "${said}" (RequestToken: 5cb7dd7b, HandlerErrorCode: ${code})`;

/** For each failure texts as AWS, a browser or the SDK gives them. */
export const MESSAGES: Record<string, string[]> = {
  'bucket-name-taken': [
    handler(
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. (Service: S3, Status Code: 409)',
      'AlreadyExists',
    ),
    'BucketAlreadyExists',
  ],
  'bucket-is-yours-already': [
    'BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and you already own it.',
  ],
  'bucket-not-empty': [
    'BucketNotEmpty',
    'The bucket you tried to delete is not empty. You must delete all versions in the bucket. (Service: S3, Status Code: 409)',
  ],
  'bucket-policy-public': [
    denied(
      's3:PutBucketPolicy on resource: "arn:aws:s3:::b"',
      ' because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.',
    ),
  ],
  'put-bucket-policy-denied': [
    'AccessDenied: Access Denied (call PutBucketPolicy)',
    'API: s3:PutBucketPolicy Access Denied',
    denied(
      's3:PutBucketPolicy on resource: "arn:aws:s3:::b"',
      ' because no identity-based policy allows the s3:PutBucketPolicy action',
    ),
  ],
  'create-bucket-denied': [
    'An error occurred (AccessDenied) when calling the CreateBucket operation: Access Denied',
    'API: s3:CreateBucket Access Denied',
    denied('s3:CreateBucket on resource: "arn:aws:s3:::b"'),
  ],
  's3-invalid-principal': [
    'Invalid principal in policy (Service: Amazon S3; Status Code: 400; Error Code: MalformedPolicy)',
    handler('Invalid principal in policy: "AWS":"AROAEXAMPLEID" (Service: Iam, Status Code: 400)', 'InvalidRequest'),
    'Policy contains a statement with one or more invalid principals. (Service: Kms, Status Code: 400)',
    'Invalid value for the parameter Policy. (Service: Sqs, Status Code: 400)',
  ],
  's3-invalid-resource': ['Policy has invalid resource (Service: S3, Status Code: 400)'],
  's3-action-and-resource': ['Action does not apply to any resource(s) in statement (Service: S3, Status Code: 400)'],
  's3-malformed-policy': ["MalformedPolicy: Policies must be valid JSON and the first byte must be '{'"],
  's3-notification-destination': [
    'Unable to validate the following destination configurations (Service: S3, Status Code: 400)',
  ],
  'code-not-found': [
    'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist. (Service: Lambda, Status Code: 400)',
  ],
  'missing-export': ['No export named p-dev-Key found. Rollback requested by user.'],
  'export-in-use': [
    'Export p-dev-Key cannot be deleted as it is in use by p-dev-app',
    'Cannot delete export p-dev-Key as it is in use by p-dev-app and p-dev-site.',
    'Export p-dev-Key cannot be updated as it is in use by p-dev-app',
  ],
  'export-name-taken': [
    'Export with name p-dev-Key is already exported by stack p-dev-other. Rollback requested by user.',
  ],
  'rollback-complete': [
    'Stack:arn:aws:cloudformation:us-east-1:111122223333:stack/app/1 is in ROLLBACK_COMPLETE state and can not be updated.',
    'ROLLBACK_COMPLETE',
  ],
  'update-rollback-failed': ['Stack:arn:aws:… is in UPDATE_ROLLBACK_FAILED state and can not be updated.'],
  'rollback-failed': ['Stack:arn:aws:… is in ROLLBACK_FAILED state and can not be updated.'],
  'delete-failed': ['Stack [app] is in DELETE_FAILED state'],
  'review-in-progress': ['Stack:arn:aws:… is in REVIEW_IN_PROGRESS state'],
  'stack-busy': [
    'OperationInProgressException',
    'Stack:arn:aws:… is in UPDATE_IN_PROGRESS state and can not be updated.',
  ],
  'nothing-to-update': [
    'No updates are to be performed.',
    "The submitted information didn't contain changes. Submit different information to create a change set.",
  ],
  'change-set-stale': [
    'ChangeSet [plan-1] is in OBSOLETE status',
    'ChangeSet [arn:aws:…] cannot be executed: InvalidChangeSetStatus',
  ],
  'change-set-gone': ['ChangeSetNotFoundException', 'ChangeSet [plan-1] does not exist'],
  'termination-protection': ['Stack [app] cannot be deleted while TerminationProtection is enabled'],
  'stack-policy': [
    'Action denied by stack policy: Statement [#1] does not allow [Update:Replace] for resource [LogicalResourceId/Table]',
  ],
  'custom-name-replacement': [
    'CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename lab-table and update the stack again.',
  ],
  'already-exists': [
    'lab-table already exists in stack arn:aws:cloudformation:us-east-1:111122223333:stack/x/1',
    handler("Resource of type 'AWS::DynamoDB::Table' with identifier 'lab-table' already exists.", 'AlreadyExists'),
    'Role with name lab already exists. (Service: Iam, Status Code: 409)',
  ],
  'custom-resource-failed': [
    'Received response status [FAILED] from custom resource. Message returned: See the details in CloudWatch Log Stream: 2022/12/20/[$LATEST]aac99eb749e0 (RequestId: 07277a4e)',
  ],
  'custom-resource-silent': [
    'CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [c87e5bf0].',
  ],
  'not-stabilised': ['Resource Table did not stabilize', handler('Exceeded attempts to wait', 'NotStabilized')],
  'missing-capability': ['Requires capabilities : [CAPABILITY_NAMED_IAM]', 'InsufficientCapabilitiesException'],
  'circular-dependency': ['Circular dependency between resources: [Bucket, Function]'],
  'unresolved-reference': [
    'Template format error: Unresolved resource dependencies [Tabel] in the Resources block of the template',
    'Template error: instance of Fn::GetAtt references undefined resource Tabel',
  ],
  'attribute-unknown': ['Requested attribute Arm does not exist in schema for AWS::S3::Bucket'],
  'parameter-missing': ['Parameters: [Mail] must have values'],
  'parameter-unknown': ['Parameters: [Mial] do not exist in the template'],
  'parameter-refused': [
    "Parameter 'Mail' must match pattern .+@.+",
    'Parameter Mail failed to satisfy constraint: a mail',
  ],
  'template-format': [
    'Template error: Fn::Sub expressions are wrong',
    'Template format error: YAML not well-formed. (line 3, column 5)',
  ],
  'unknown-type': ['Template format error: Unrecognized resource types: [AWS::S3::Buckt]'],
  'unknown-property': [
    'Encountered unsupported property BucketNam',
    'Properties validation failed for resource Bucket with message: #: extraneous key [BucketNam] is not permitted',
  ],
  'early-validation': ['The following hook(s)/validation failed: [AWS::EarlyValidation::PropertyValidation].'],
  'template-too-large': [
    'Template may not exceed 1000000 bytes in size.',
    "1 validation error detected: Value '{…}' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200",
  ],
  'role-not-assumable': [
    'The role defined for the function cannot be assumed by Lambda. (Service: Lambda, Status Code: 400)',
  ],
  'event-source-permission': [
    'Cannot access stream arn:aws:dynamodb:us-east-1:111122223333:table/t/stream/1. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM.',
    'The provided execution role does not have permissions: The function execution role does not have permissions to call ReceiveMessage on SQS',
  ],
  'concurrency-minimum': [
    "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [10].",
  ],
  'function-throttled': [
    'Reason: ConcurrentInvocationLimitExceeded',
    'Rate Exceeded. (Service: Lambda) Reason: ReservedFunctionConcurrentInvocationLimitExceeded',
  ],
  'code-too-large': [
    'Unzipped size must be smaller than 262144000 bytes (Service: Lambda, Status Code: 400)',
    'Request must be smaller than 70167211 bytes for the UpdateFunctionCode operation',
  ],
  'handler-missing': [
    'Runtime.HandlerNotFound: index.handler is undefined or not exported',
    "Runtime.ImportModuleError: Error: Cannot find module 'index'",
  ],
  'runtime-unsupported': [
    'The runtime parameter of nodejs14.x is no longer supported for creating or updating AWS Lambda functions.',
    "Value nodejs10.x at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [nodejs22.x]",
  ],
  'function-timeout': [
    '{"errorType":"Sandbox.Timedout"}',
    '2026-11-28T05:59:48Z 5cb7dd7b Task timed out after 3.00 seconds',
  ],
  cors: [
    "Response to preflight request doesn't pass access control check: It does not have HTTP ok status.",
    "Access to fetch at 'https://x' from origin 'https://y' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present",
    'Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource',
  ],
  'api-no-route': ['{"message":"Missing Authentication Token"}'],
  'api-key-missing': [
    '403 for a call without x-api-key',
    'INVALID_API_KEY',
    '{"message":"Forbidden"}',
    'HTTP 403 Forbidden',
  ],
  'api-throttled': [
    '{"message":"Limit Exceeded"}',
    '{"message":"Too Many Requests"}',
    '429',
    'HTTP 429',
    '429 Too Many Requests',
  ],
  'api-logging-role': ['CloudWatch Logs role ARN must be set in account settings to enable logging'],
  'api-integration': [
    'Execution failed due to configuration error: Malformed Lambda proxy response',
    'Invalid permissions on Lambda function',
    '{"message": "Internal server error"}',
  ],
  'ses-unverified': [
    'MessageRejected: Email address is not verified. The following identities failed the check in region US-EAST-1: a@example.com',
  ],
  'secret-scheduled-for-deletion': [
    "You can't create this secret because a secret with this name is already scheduled for deletion.",
  ],
  'key-pending-deletion': [
    'KMSInvalidStateException',
    'KMS.DisabledException',
    'DisabledException: arn:aws:kms:us-east-1:111122223333:key/1 is disabled.',
    'arn:aws:kms:us-east-1:111122223333:key/1 is pending deletion. (Service: Kms, Status Code: 400)',
  ],
  'kms-denied': [
    'KMSAccessDeniedException',
    'AccessDeniedException: the role lacks kms:GenerateDataKey',
    denied(
      'kms:Decrypt on resource: arn:aws:kms:us-east-1:111122223333:key/1',
      ' because no resource-based policy allows',
    ),
  ],
  'log-group-exists': [
    'ResourceAlreadyExistsException: The specified log group already exists',
    handler('The specified log group already exists (Service: CloudWatchLogs)', 'AlreadyExists'),
  ],
  'one-index-at-a-time': [
    'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    'Cannot perform more than one GSI creation or deletion in a single update',
  ],
  'table-deletion-protection': [
    'Cannot be deleted while DeletionProtection is enabled',
    'Deletion protection is currently enabled for it',
    'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
  ],
  'table-billing': [
    'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    'One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
  ],
  'provider-exists': [
    'EntityAlreadyExists: Provider with url https://token.actions.githubusercontent.com already exists.',
  ],
  quota: [
    'ServiceQuotaExceededException',
    'You have reached the maximum number of policies that can be reached',
    handler('Cannot exceed quota for RolesPerAccount: 1000 (Service: Iam)', 'ServiceLimitExceeded'),
  ],
  throttled: [
    'RequestLimitExceeded',
    'Rate exceeded (Service: AmazonCloudFormation; Status Code: 400; Error Code: Throttling)',
  ],
  'web-identity-refused': ['Not authorized to perform sts:AssumeRoleWithWebIdentity'],
  'web-identity-audience': ['InvalidIdentityToken: Incorrect token audience'],
  'web-identity-keys': [
    "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
  ],
  'no-provider': ['No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com'],
  'no-id-token': [
    'Credentials could not be loaded, please check your action inputs: Could not load credentials',
    'Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable',
    'Could not load credentials from any providers',
  ],
  'session-expired': [
    'The SSO session associated with this profile has expired or is otherwise invalid.',
    'ExpiredToken: The security token included in the request is expired',
  ],
  'unknown-key': [
    'InvalidAccessKeyId',
    'UnrecognizedClientException',
    'InvalidClientTokenId: The security token included in the request is invalid.',
  ],
  'wrong-signature': ['SignatureDoesNotMatch: The request signature we calculated does not match'],
  'clock-skew': [
    'Signature expired: 20261128T000000Z is now earlier than 20261128T001500Z',
    'RequestTimeTooSkewed: The difference between the request time and the current time is too large.',
  ],
  'pass-role-denied': [denied('iam:PassRole on resource: arn:aws:iam::111122223333:role/service')],
  'malformed-policy': ['MalformedPolicyDocument: Syntax errors in policy. (Service: Iam, Status Code: 400)'],
  'policy-too-large': [
    'Maximum policy size of 10240 bytes exceeded for role lab (Error Code: LimitExceeded)',
    handler('Cannot exceed quota for PolicySize: 6144', 'ServiceLimitExceeded'),
  ],
  'denied-by-organisation': [
    'because no service control policy allows the sqs:CreateQueue action',
    denied('sqs:CreateQueue on resource: arn:aws:sqs:…:q', ' with an explicit deny in a service control policy'),
  ],
  'denied-by-boundary': [
    denied('iam:CreateRole on resource: arn:aws:iam::1:role/z', ' because no permissions boundary allows the action'),
  ],
  'denied-explicitly': [
    denied('sqs:SendMessage on resource: arn:aws:sqs:…:q', ' with an explicit deny in a resource-based policy'),
  ],
  'access-denied': [
    'Access Denied',
    denied('sqs:CreateQueue on resource: arn:aws:sqs:…:q', ' because no identity-based policy allows the action'),
    'AccessDeniedException',
  ],
};

/** What looks like a failure and is none that is known. */
export const NEAR_MISSES = [
  'An error occurred (403) when calling the HeadObject operation: Forbidden',
  'Build log line 429 done',
  'UPDATE_ROLLBACK_COMPLETE',
  'CREATE_COMPLETE',
  'The file already existed and was left alone',
  'Resource creation cancelled',
  'The principal of the school is not here',
  'The bucket is empty',
  'exported 3 names',
  'Queue a is here',
];
