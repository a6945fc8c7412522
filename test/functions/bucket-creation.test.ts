import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { beforeEach, type TestContext, test } from 'node:test';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context, DynamoDBRecord } from 'aws-lambda';
import { answer, type SentCommand } from './client-answers.ts';

// The logger then writes where a test can listen. It reads this when it is made.
process.env.POWERTOOLS_DEV = 'true';
const { handler } = await import('../../functions/bucket-creation/handler.ts');

const ENVIRONMENT = {
  ACCOUNT_ID: '111122223333',
  ALLOWED_ORIGINS: 'https://a.example,https://b.example',
  BUCKET_PREFIX: 'siu',
  BUCKET_REGION: 'ap-northeast-1',
  CLAIM_TABLE: 'claims',
  IDEMPOTENCY_TABLE: 'idempotency',
  URI_FUNCTION: 'bucket-uri-insert',
};
const PUTS = [
  'PublicAccessBlock',
  'BucketPolicy',
  'BucketEncryption',
  'BucketVersioning',
  'BucketTagging',
  'BucketCors',
];
const NAME = 'siuada-20260102030405';

const context = {
  awsRequestId: 'r',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:111122223333:function:bucket-creation',
  getRemainingTimeInMillis: () => 1000,
} as Context;

beforeEach(() => void Object.assign(process.env, ENVIRONMENT));

function record(userId = 'ada', more: object = {}): DynamoDBRecord {
  const ApproximateCreationDateTime = Date.parse('2026-01-02T03:04:05Z') / 1000;
  const dynamodb = { ApproximateCreationDateTime, Keys: { userId: { S: userId } }, SequenceNumber: `number-${userId}` };
  return { eventID: `event-${userId}`, eventName: 'INSERT', dynamodb, ...more };
}

const named = (name: string, more: object = {}) => Object.assign(new Error(`${name} of ${NAME}`), { name, ...more });

/** Every service answers; `s3` and `lambda` may throw instead. */
function services(
  t: TestContext,
  { s3 = () => ({}), lambda = () => ({}) }: { s3?(command: SentCommand): unknown; lambda?(): unknown } = {},
) {
  t.mock.method(console, 'info', () => {});
  const lines: string[] = [];
  t.mock.method(console, 'error', (line: string) => void lines.push(line));
  const kept = new Set<unknown>();
  const dynamodb = answer(t, DynamoDBClient, (command) => {
    const { input } = command;
    const key = JSON.stringify(input.Item ?? input.Key).match(/"id":\{"S":"([^"]+)/)?.[1];
    if (kind(command) === 'DeleteItem') kept.delete(key);
    if (kind(command) !== 'PutItem') return {};
    if (kept.has(key)) throw new ConditionalCheckFailedException({ message: '', $metadata: {}, ...done(input.Item) });
    kept.add(key);
    return {};
  });
  return { dynamodb, lines, s3: answer(t, S3Client, s3), lambda: answer(t, LambdaClient, lambda) };
}

/** A record of Powertools that is done. */
function done(item: unknown) {
  const expiration = { N: String(Math.floor(Date.now() / 1000) + 60) };
  return { Item: { ...(item as object), status: { S: 'COMPLETED' }, expiration } };
}

const kind = (command: SentCommand) => command.constructor.name.replace(/Command$/, '');
const kinds = (sent: SentCommand[]) => sent.map(kind);

test('a bucket is made, closed first, and passed on', async (t) => {
  const { s3, lambda } = services(t);
  deepEqual(await handler({ Records: [record()] }, context), { batchItemFailures: [] });
  deepEqual(kinds(s3), ['CreateBucket', ...PUTS.map((name) => `Put${name}`)]);
  deepEqual(s3[0]?.input, {
    Bucket: NAME,
    CreateBucketConfiguration: { LocationConstraint: 'ap-northeast-1' },
  });
  const { FunctionName, InvocationType, Payload } = lambda[0]?.input ?? {};
  deepEqual([FunctionName, InvocationType], ['bucket-uri-insert', 'Event']);
  deepEqual(JSON.parse(String(Payload)), { userId: 'ada', bucket: NAME, signedUpAt: '2026-01-02T03:04:05Z' });
});

test('each put names our account as the owner', async (t) => {
  const { s3 } = services(t);
  await handler({ Records: [record()] }, context);
  const owners = s3.slice(1).map(({ input }) => [input.Bucket, input.ExpectedBucketOwner]);
  deepEqual(
    owners,
    PUTS.map(() => [NAME, '111122223333']),
  );
});

test('its policy refuses what is without TLS and grants nothing, its CORS names sites', async (t) => {
  const { s3 } = services(t);
  await handler({ Records: [record()] }, { ...context, invokedFunctionArn: 'arn:aws-cn:lambda:x:1:function:f' });
  const { Statement } = JSON.parse(String(s3.find(({ input }) => input.Policy)?.input.Policy));
  deepEqual(
    Statement.map(({ Effect, Condition }: Record<string, unknown>) => [Effect, Condition]),
    [['Deny', { Bool: { 'aws:SecureTransport': 'false' } }]],
  );
  deepEqual(Statement[0].Resource, [`arn:aws-cn:s3:::${NAME}`, `arn:aws-cn:s3:::${NAME}/*`]);
  deepEqual(s3.at(-1)?.input.CORSConfiguration, {
    CORSRules: [
      {
        AllowedOrigins: ['https://a.example', 'https://b.example'],
        AllowedMethods: ['GET', 'HEAD', 'POST'],
        AllowedHeaders: ['authorization', 'content-*', 'x-amz-*'],
        ExposeHeaders: ['x-amz-server-side-encryption', 'x-amz-request-id', 'x-amz-id-2'],
        MaxAgeSeconds: 3000,
      },
    ],
  });
});

test('us-east-1 takes no LocationConstraint', async (t) => {
  process.env.BUCKET_REGION = 'us-east-1';
  const { s3 } = services(t);
  await handler({ Records: [record()] }, context);
  deepEqual(s3[0]?.input, { Bucket: NAME });
});

test('a bucket that is ours already is an earlier try, which is finished', async (t) => {
  const { s3, lambda } = services(t, {
    s3: (command) => {
      if (kind(command) === 'CreateBucket') throw named('BucketAlreadyOwnedByYou');
    },
  });
  deepEqual(await handler({ Records: [record()] }, context), { batchItemFailures: [] });
  equal(s3.length, 7);
  equal(JSON.parse(String(lambda[0]?.input.Payload)).bucket, NAME);
});

test('a bucket that is another account’s is never written to; another name is taken', async (t) => {
  const { s3, lambda } = services(t, {
    s3: ({ input }) => {
      if (input.Bucket === NAME) throw named('BucketAlreadyExists');
    },
  });
  deepEqual(await handler({ Records: [record()] }, context), { batchItemFailures: [] });
  deepEqual(kinds(s3.filter(({ input }) => input.Bucket === NAME)), ['CreateBucket']);
  match(JSON.parse(String(lambda[0]?.input.Payload)).bucket, /^siuada-[0-9a-f]{16}-20260102030405$/);
});

function thrower(operation: string, code: string) {
  return (command: SentCommand) => {
    const isAdas = String(command.input.Bucket).startsWith('siuada-');
    if (isAdas && kind(command) === operation) throw named(code, { $metadata: { requestId: 'id-7' } });
  };
}

type Failure = [what: string, services: Parameters<typeof services>[1], reason: string];

const S3_FAILURES: Failure[] = [
  ['other accounts hold both names', { s3: thrower('CreateBucket', 'BucketAlreadyExists') }, 'BucketAlreadyExists'],
  ['S3 slows us down', { s3: thrower('CreateBucket', 'SlowDown') }, 'SlowDown'],
  ['the account’s quota of buckets is used up', { s3: thrower('CreateBucket', 'TooManyBuckets') }, 'TooManyBuckets'],
  [
    'a put is denied, as on a bucket of another owner',
    { s3: thrower('PutBucketPolicy', 'AccessDenied') },
    'AccessDenied',
  ],
];

const unreachable = () => {
  throw named('TooManyRequestsException');
};
const FAILURES: Failure[] = [
  ...S3_FAILURES,
  ['bucket-uri-insert cannot be called', { lambda: unreachable }, 'TooManyRequestsException'],
];

for (const [what, answers, reason] of S3_FAILURES) {
  test(`${what}: the record is reported alone, and nothing of it is passed on`, async (t) => {
    const { lambda, lines } = services(t, answers);
    const result = await handler({ Records: [record('ada'), record('bob')] }, context);
    deepEqual(result, { batchItemFailures: [{ itemIdentifier: 'number-ada' }] });
    deepEqual(
      lambda.map(({ input }) => JSON.parse(String(input.Payload)).userId),
      ['bob'],
    );
    equal(JSON.parse(lines[0] ?? '{}').reason, reason);
  });
}

for (const [what, answers, reason] of FAILURES) {
  test(`${what}: the record is free to be delivered again, and no line tells who it is`, async (t) => {
    const { dynamodb, lines } = services(t, answers);
    await rejects(handler({ Records: [record()] }, context), (error: Error) => {
      ok(!error.message.includes(NAME) && !error.message.includes('ada'), error.message);
      return error.name === 'FullBatchFailureError';
    });
    deepEqual(kinds(dynamodb), ['PutItem', 'UpdateItem', 'DeleteItem']);
    match(lines.join('\n'), new RegExp(reason));
    ok(!/siuada|"ada"/.test(lines.join('\n')), lines.join('\n'));
  });
}

test('a record that is done is not done twice', async (t) => {
  const { s3, lambda } = services(t);
  for (let time = 0; time < 3; time++) {
    deepEqual(await handler({ Records: [record()] }, context), { batchItemFailures: [] });
  }
  equal(s3.length, 7);
  equal(lambda.length, 1);
});

const POISON: [what: string, record: DynamoDBRecord][] = [
  ['no user id', { ...record(), dynamodb: { ApproximateCreationDateTime: 1, SequenceNumber: 'n' } }],
  ['no time', { ...record(), dynamodb: { Keys: { userId: { S: 'ada' } }, SequenceNumber: 'n' } }],
  [
    'a time in milliseconds',
    record('ada', { dynamodb: { ...record().dynamodb, ApproximateCreationDateTime: 1.7e12 } }),
  ],
  ['a time that is none', record('ada', { dynamodb: { ...record().dynamodb, ApproximateCreationDateTime: 'now' } })],
  ['no event id', record('ada', { eventID: undefined })],
];

for (const [what, poison] of POISON) {
  test(`a record with ${what} makes no bucket and is reported; the others of its batch are done`, async (t) => {
    const { lambda } = services(t);
    const { batchItemFailures } = await handler({ Records: [poison, record('bob')] }, context);
    deepEqual(batchItemFailures, [{ itemIdentifier: poison.dynamodb?.SequenceNumber }]);
    deepEqual(
      lambda.map(({ input }) => JSON.parse(String(input.Payload)).userId),
      ['bob'],
    );
  });
}

for (const eventName of ['MODIFY', 'REMOVE'] as const) {
  test(`a ${eventName} makes no bucket`, async (t) => {
    const { s3, dynamodb } = services(t);
    deepEqual(await handler({ Records: [record('ada', { eventName })] }, context), { batchItemFailures: [] });
    deepEqual([s3.length, dynamodb.length], [0, 0]);
  });
}

for (const origins of ['*', 'https://*.example', 'https://a.example,']) {
  test(`the origins '${origins}' are refused before anything is made, whatever the template lets through`, async (t) => {
    process.env.ALLOWED_ORIGINS = origins;
    const { s3, dynamodb } = services(t);
    await rejects(handler({ Records: [record()] }, context), /is no origin: name each site/);
    deepEqual([s3.length, dynamodb.length], [0, 0]);
  });
}

for (const variable of Object.keys(ENVIRONMENT)) {
  test(`without ${variable} nothing is done`, async (t) => {
    delete process.env[variable];
    const { s3, lambda } = services(t);
    await rejects(handler({ Records: [record()] }, context));
    deepEqual(kinds(lambda), []);
    if (variable !== 'URI_FUNCTION') deepEqual(kinds(s3), []);
  });
}
