/** Client packages whose IAM prefix has another name (Service Authorization Reference, "service prefix"). */
const PREFIXES: Record<string, string> = {
  'api-gateway': 'apigateway',
  apigatewaymanagementapi: 'execute-api',
  'app-mesh': 'appmesh',
  appconfigdata: 'appconfig',
  'application-auto-scaling': 'application-autoscaling',
  'auto-scaling': 'autoscaling',
  'bedrock-agent': 'bedrock',
  'bedrock-agent-runtime': 'bedrock',
  'bedrock-runtime': 'bedrock',
  'cloudfront-keyvaluestore': 'cloudfront-keyvaluestore',
  'cloudwatch-events': 'events',
  'cloudwatch-logs': 'logs',
  'codestar-connections': 'codestar-connections',
  'cognito-identity-provider': 'cognito-idp',
  'config-service': 'config',
  'cost-explorer': 'ce',
  'database-migration-service': 'dms',
  'directory-service': 'ds',
  'dynamodb-streams': 'dynamodb',
  efs: 'elasticfilesystem',
  'elastic-beanstalk': 'elasticbeanstalk',
  'elastic-load-balancing': 'elasticloadbalancing',
  'elastic-load-balancing-v2': 'elasticloadbalancing',
  'elasticsearch-service': 'es',
  emr: 'elasticmapreduce',
  eventbridge: 'events',
  'global-accelerator': 'globalaccelerator',
  'iot-data-plane': 'iot',
  'lex-runtime-v2': 'lex',
  location: 'geo',
  opensearch: 'es',
  'personalize-runtime': 'personalize',
  'resource-groups-tagging-api': 'tag',
  'route-53': 'route53',
  'route-53-domains': 'route53domains',
  's3-control': 's3',
  'sagemaker-runtime': 'sagemaker',
  'secrets-manager': 'secretsmanager',
  'service-quotas': 'servicequotas',
  sesv2: 'ses',
  sfn: 'states',
  'timestream-query': 'timestream',
  'timestream-write': 'timestream',
};

/** The IAM prefix of `@aws-sdk/client-<name>`, or null for a package that is no client. */
export function prefixOf(name: string): string | null {
  const client = /^@aws-sdk\/client-(.+)$/.exec(name)?.[1];
  if (client === undefined) return null;
  return Object.hasOwn(PREFIXES, client) ? (PREFIXES[client] as string) : client;
}

/** What functions and classes of libraries call, and which part of their arguments names the resource. */
export interface LibraryCall {
  /** With a `?` behind those that it may leave out. */
  actions: readonly string[];
  /** The position of an argument, then property names. */
  resource: readonly [number, ...string[]] | null;
}

const POWERTOOLS = '@aws-lambda-powertools';

const LIBRARY_CALLS: Record<string, LibraryCall> = {
  // A record that is there already comes back with the failed condition, so nothing is read (Powertools 2.35).
  [`${POWERTOOLS}/idempotency/dynamodb#DynamoDBPersistenceLayer`]: {
    actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
    resource: [0, 'tableName'],
  },
  [`${POWERTOOLS}/parameters/secrets#getSecret`]: { actions: ['secretsmanager:GetSecretValue'], resource: [0] },
  [`${POWERTOOLS}/parameters/ssm#getParameter`]: { actions: ['ssm:GetParameter'], resource: [0] },
  [`${POWERTOOLS}/parameters/ssm#setParameter`]: { actions: ['ssm:PutParameter'], resource: [0] },
  [`${POWERTOOLS}/parameters/ssm#getParameters`]: { actions: ['ssm:GetParametersByPath'], resource: [0] },
  [`${POWERTOOLS}/parameters/ssm#getParametersByName`]: {
    actions: ['ssm:GetParameters', 'ssm:GetParameter?'],
    resource: null,
  },
  [`${POWERTOOLS}/parameters/appconfig#getAppConfig`]: {
    actions: ['appconfig:StartConfigurationSession', 'appconfig:GetLatestConfiguration'],
    resource: null,
  },
  [`${POWERTOOLS}/parameters/dynamodb#DynamoDBProvider`]: {
    actions: ['dynamodb:GetItem?', 'dynamodb:Query?'],
    resource: [0, 'tableName'],
  },
  // A broken upload is aborted (lib-storage, "leavePartsOnError").
  '@aws-sdk/lib-storage#Upload': {
    actions: ['s3:PutObject', 's3:AbortMultipartUpload?'],
    resource: [0, 'params', 'Bucket'],
  },
  '@aws-sdk/s3-presigned-post#createPresignedPost': { actions: ['s3:PutObject'], resource: [1, 'Bucket'] },
  '@aws-sdk/rds-signer#Signer': { actions: ['rds-db:connect'], resource: null },
  '@aws-sdk/credential-providers#fromTemporaryCredentials': { actions: ['sts:AssumeRole'], resource: null },
};

export function libraryCall(name: string, exported: string): LibraryCall | null {
  const key = `${name}#${exported}`;
  return Object.hasOwn(LIBRARY_CALLS, key) ? (LIBRARY_CALLS[key] as LibraryCall) : null;
}

/** Parts of the SDK and of Powertools that call nothing beyond the clients and the calls above. */
const HARMLESS =
  /^(@aws-sdk\/(client-|lib-|s3-|rds-signer|cloudfront-signer|util-|types|middleware-|credential-provider|smithy-client)|@aws-crypto\/|@aws-lambda-powertools\/|@types\/|aws-lambda$|aws-xray-sdk|@middy\/(core|http-|input-output-logger|validator|error-logger|util|do-not-wait|warmup|event-normalizer))/;

/** Ways to call AWS that are no client of version 3: nothing says which actions they need. */
const OPAQUE =
  /^(aws-sdk|aws4|aws4fetch|amazon-|@aws-amplify|aws-amplify|@smithy\/signature-v4|@aws-sdk\/signature-v4|(node:)?(child_process|vm|worker_threads))/;

const LIKE_AWS = /aws|amazon|dynamo|\bsqs\b|\bsns\b|\bs3\b|kinesis|electrodb|@middy\/|lambda/i;

/** Whether a package may call AWS in a way that is not known here. */
export function isOpaque(name: string): boolean {
  return OPAQUE.test(name) || (LIKE_AWS.test(name) && !HARMLESS.test(name));
}

/** A client that is handed to it is used for the calls above, or for the commands that are written beside it. */
export function takesClients(name: string): boolean {
  return HARMLESS.test(name) || /^@smithy\//.test(name);
}
