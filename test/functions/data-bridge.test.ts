import './global-console.ts';
import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, type TestContext, test } from 'node:test';
import { clearCaches } from '@aws-lambda-powertools/parameters';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { StoredDocument } from '../../functions/data-bridge/document.ts';
import { handler } from '../../functions/data-bridge/handler.ts';
import { type WeatherMode, type WeatherStandIn, weatherStandIn } from '../../scripts/embedded/stand-ins/weather.ts';
import { answer, type SentCommand } from './client-answers.ts';
import { serve } from './weather-server.ts';

const SECRET = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:key-abcdef';
const KEY = 'k"e\\y-0123456789';
const before = { ...process.env };

beforeEach(() => clearCaches());
afterEach(() => {
  process.env = { ...before };
});

const context = (left = 15_000) => ({ getRemainingTimeInMillis: () => left });
const get = async (left?: number) => (await handler({ httpMethod: 'GET' }, context(left))) as APIGatewayProxyResult;
const fetchNow = async (left?: number) => (await handler({}, context(left))) as StoredDocument;
const bodyOf = ({ body }: APIGatewayProxyResult) => JSON.parse(body);

interface Bridge {
  weather: WeatherStandIn;
  /** What was sent to S3. */
  sent: SentCommand[];
  names(): string[];
  /** Everything that was logged. */
  logged(): string;
}

/** The function in front of a weather stand-in and a bucket of one object in memory. */
async function bridge(t: TestContext, mode: WeatherMode, variables: Record<string, string> = {}): Promise<Bridge> {
  const weather = weatherStandIn();
  weather.behave(mode);
  const url = await serve(t, weather.listener);
  Object.assign(process.env, {
    API_URL: url.href,
    ALLOWED_HOST: '127.0.0.1',
    ALLOW_LOOPBACK: 'true',
    S3_BUCKET_NAME: 'bucket',
    FRESH_SECONDS: '600',
    FAILURE_PAUSE_SECONDS: '0',
    ATTEMPT_TIMEOUT_MS: '100',
    ...variables,
  });
  const sent = memoryBucket(t);
  const log = t.mock.method(console, 'info', () => {});
  const errors = t.mock.method(console, 'error', () => {});
  const logged = () => [...log.mock.calls, ...errors.mock.calls].map((call) => String(call.arguments[0])).join('\n');
  return { weather, sent, logged, names: () => sent.map(nameOf) };
}

function nameOf({ constructor: { name } }: SentCommand): string {
  return name;
}

function memoryBucket(t: TestContext): SentCommand[] {
  let object: SentCommand['input'] | null = null;
  let version = 0;
  return answer(t, S3Client, (command) => {
    if (nameOf(command) === 'PutObjectCommand') {
      object = command.input;
      version += 1;
      return { VersionId: `v${version}` };
    }
    if (object === null) throw Object.assign(new Error('The specified key does not exist.'), { name: 'NoSuchKey' });
    const { Body, Metadata } = object;
    return { VersionId: `v${version}`, Metadata, Body: { transformToString: async () => Body } };
  });
}

test('without a document GET fetches one and shows it; the next GET shows the same without a call', async (t) => {
  const { weather, sent, names } = await bridge(t, 'good');
  const first = await get();
  equal(first.statusCode, 200);
  deepEqual(Object.keys(bodyOf(first)), ['versionId', 'fetchedAt', 'data']);
  equal(bodyOf(first).data.name, 'Tokyo');
  equal(bodyOf(first).data.base, undefined, 'what the schema does not know is not shown');
  deepEqual(await get(), first);
  equal(weather.requests().length, 1);
  deepEqual(names(), ['GetObjectCommand', 'PutObjectCommand', 'GetObjectCommand']);
  const { Bucket, Key, Body, ChecksumAlgorithm, ContentType, Metadata } = sent[1]?.input ?? {};
  deepEqual([Bucket, Key, ChecksumAlgorithm, ContentType], ['bucket', 'data.json', 'SHA256', 'application/json']);
  deepEqual(Metadata, {
    'source-url': process.env.API_URL,
    'fetched-at': bodyOf(first).fetchedAt,
    sha256: createHash('sha256').update(String(Body)).digest('hex'),
  });
});

test('any other invocation fetches at once, whatever is stored', async (t) => {
  const { weather } = await bridge(t, 'good');
  deepEqual([(await fetchNow()).versionId, (await fetchNow()).versionId], ['v1', 'v2']);
  equal(weather.requests().length, 2);
  equal(((await handler(null, context())) as StoredDocument).versionId, 'v3');
});

test('an old document is fetched anew', async (t) => {
  const { weather } = await bridge(t, 'good', { FRESH_SECONDS: '60' });
  const { fetchedAt } = await fetchNow();
  const now = Date.parse(fetchedAt);
  t.mock.timers.enable({ apis: ['Date'], now: now + 59_999 });
  equal(bodyOf(await get()).versionId, 'v1');
  t.mock.timers.setTime(now + 60_000);
  equal(bodyOf(await get()).versionId, 'v2');
  equal(weather.requests().length, 2);
});

const UNREADABLE: [title: string, object: object][] = [
  ['whose checksum does not fit', { Metadata: { 'fetched-at': new Date().toISOString(), sha256: 'x' }, text: '{}' }],
  ['without metadata', { Metadata: undefined, text: '{}' }],
  ['that the schema no longer knows', { Metadata: metadataOf('{"old":1}'), text: '{"old":1}' }],
  ['that is not JSON', { Metadata: metadataOf('<p>'), text: '<p>' }],
];

function metadataOf(text: string) {
  return { 'fetched-at': new Date().toISOString(), sha256: createHash('sha256').update(text).digest('hex') };
}

for (const [title, { Metadata, text }] of UNREADABLE as [string, { Metadata: object; text: string }][]) {
  test(`a document ${title} is replaced`, async (t) => {
    const { weather } = await bridge(t, 'good');
    t.mock.restoreAll();
    answer(t, S3Client, (command) => {
      return nameOf(command) === 'PutObjectCommand'
        ? { VersionId: 'new' }
        : { VersionId: 'old', Metadata, Body: { transformToString: async () => text } };
    });
    equal(bodyOf(await get()).versionId, 'new');
    equal(weather.requests().length, 1);
  });
}

const FAILURES: [mode: WeatherMode, status: number, asked: number, kind: RegExp][] = [
  ['silent', 504, 3, /no answer within 100 ms/],
  ['server-error', 502, 3, /status 500/],
  ['not-found', 502, 1, /status 404/],
  ['not-json', 502, 1, /not JSON/],
  ['wrong-schema', 502, 1, /main\.temp is not what its schema says/],
  ['too-large', 502, 1, /more than 1000000 bytes/],
  ['redirect', 502, 1, /status 302, which is not followed/],
];

for (const [mode, status, asked, said] of FAILURES) {
  test(`API ${mode}: ${status}, nothing is stored, and only the log says why`, async (t) => {
    const { weather, names, logged } = await bridge(t, mode);
    const { statusCode, body } = await get();
    equal(statusCode, status);
    deepEqual(Object.keys(JSON.parse(body)), ['error']);
    ok(!/\d|http|Error/.test(body), body);
    equal(weather.requests().length, asked);
    deepEqual(names(), ['GetObjectCommand']);
    match(logged(), said);
  });
}

test('an API that comes back while it is asked again is no failure', async (t) => {
  const { weather } = await bridge(t, 'server-error');
  const asking = get();
  while (weather.requests().length === 0) await new Promise(setImmediate);
  weather.behave('good');
  equal((await asking).statusCode, 200);
});

test('after a failure GET spares the API for a while, an invocation does not', async (t) => {
  const { weather } = await bridge(t, 'not-found', { FAILURE_PAUSE_SECONDS: '30' });
  t.mock.timers.enable({ apis: ['Date'], now: 1_750_000_000_000 });
  equal((await get()).statusCode, 502);
  equal((await get()).statusCode, 502);
  equal(weather.requests().length, 1);
  t.mock.timers.tick(30_000);
  equal((await get()).statusCode, 502);
  equal(weather.requests().length, 2);
  weather.behave('good');
  await fetchNow();
  equal((await get()).statusCode, 200);
});

test('no attempt starts that the function cannot finish', async (t) => {
  const { weather } = await bridge(t, 'silent', { ATTEMPT_TIMEOUT_MS: '3000' });
  const start = Date.now();
  equal((await get(2_200)).statusCode, 504);
  ok(Date.now() - start < 1_000, 'the attempt is cut to what is left');
  equal(weather.requests().length, 1);
  equal((await get(2_000)).statusCode, 504);
  equal(weather.requests().length, 1);
});

test('an invocation that fails throws, with a message that holds no URL', async (t) => {
  await bridge(t, 'not-found');
  await rejects(fetchNow(), { name: 'UpstreamFailure', message: 'the weather API failed: status 404' });
});

test('a bucket that refuses is an internal error; the log names it', async (t) => {
  const { logged } = await bridge(t, 'good');
  t.mock.method(S3Client.prototype, 'send', async () => {
    throw Object.assign(new Error('not authorized to perform: s3:GetObject'), { name: 'AccessDenied' });
  });
  const { statusCode, body } = await get();
  deepEqual([statusCode, body], [500, '{"error":"internal error"}']);
  match(logged(), /cannot get object data\.json from bucket bucket: AccessDenied/);
});

test('a document that cannot be written is an internal error', async (t) => {
  const { logged } = await bridge(t, 'good');
  t.mock.method(S3Client.prototype, 'send', async (command: SentCommand) => {
    const name = nameOf(command) === 'PutObjectCommand' ? 'AccessDenied' : 'NoSuchKey';
    throw Object.assign(new Error('no'), { name });
  });
  equal((await get()).statusCode, 500);
  match(logged(), /cannot put object data\.json into bucket bucket: AccessDenied/);
});

for (const [name, value] of [
  ['API_URL', 'https://evil.example/?appid=the-key'],
  ['FRESH_SECONDS', 'soon'],
  ['S3_BUCKET_NAME', ''],
] as const) {
  test(`a wrong ${name} is an internal error, and nobody is called`, async (t) => {
    const { weather, logged } = await bridge(t, 'good', { [name]: value });
    deepEqual(bodyOf(await get()), { error: 'internal error' });
    equal(weather.requests().length, 0);
    match(logged(), new RegExp(name));
    ok(!logged().includes('the-key'));
  });
}

/** The function with an API key in a secret. */
async function keyed(
  t: TestContext,
  mode: WeatherMode,
  secret: () => object,
): Promise<Bridge & { asked: SentCommand[] }> {
  const made = await bridge(t, mode, { API_KEY_SECRET_ARN: SECRET, API_KEY_PARAMETER: 'appid' });
  return { ...made, asked: answer(t, SecretsManagerClient, secret) };
}

test('the key is read once, reaches the API, and is nowhere else', async (t) => {
  const { weather, sent, asked, logged } = await keyed(t, 'good', () => ({ SecretString: `${KEY}\n` }));
  const stored = [await fetchNow(), await fetchNow()];
  const keys = weather.requests().map(({ key }) => key);
  deepEqual(keys, [KEY, KEY]);
  const secrets = asked.map(({ input }) => input.SecretId);
  deepEqual(secrets, [SECRET]);
  noKeyIn(JSON.stringify([sent.map(({ input }) => input), stored]), logged());
});

for (const mode of ['echo', 'not-found', 'server-error', 'silent', 'reset', 'redirect'] as const) {
  test(`API ${mode}: the key is in no answer, log or object`, async (t) => {
    const { sent, logged } = await keyed(t, mode, () => ({ SecretString: KEY }));
    const shown = await get();
    ok(shown.statusCode >= 502);
    equal(sent.filter((command) => nameOf(command) === 'PutObjectCommand').length, 0);
    ok(logged().length > 0);
    noKeyIn(JSON.stringify(shown), logged());
  });
}

function noKeyIn(...texts: string[]): void {
  const escaped = JSON.stringify(KEY).slice(1, -1);
  const forms = [KEY, escaped, JSON.stringify(escaped).slice(1, -1), encodeURIComponent(KEY)];
  for (const text of texts) ok(!forms.some((form) => text.includes(form)), text);
}

test('a key written into API_URL reaches nobody', async (t) => {
  const { weather, sent } = await bridge(t, 'good');
  process.env.API_URL += '&APPID=written-down';
  await rejects(fetchNow(), { message: 'API_URL must not hold appid: the key belongs into a secret' });
  equal(weather.requests().length, 0);
  deepEqual(sent, []);
});

const BAD_SECRETS: [title: string, secret: () => object, said: RegExp][] = [
  ['empty', () => ({ SecretString: ' \n' }), /holds no text/],
  ['binary', () => ({ SecretBinary: new Uint8Array([1, 2]) }), /holds no text/],
  [
    'refused',
    () => {
      throw Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
    },
    /cannot read the API key/,
  ],
];

for (const [title, secret, said] of BAD_SECRETS) {
  test(`a secret that is ${title} is an internal error, and the API is not called`, async (t) => {
    const { weather, logged } = await keyed(t, 'good', secret);
    equal((await get()).statusCode, 500);
    equal(weather.requests().length, 0);
    match(logged(), said);
  });
}
