import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { S3Client } from '@aws-sdk/client-s3';
import { awsClients } from '../../../scripts/aws/clients.ts';
import { cloudFrontClient } from '../../../scripts/deployment/after/clients.ts';
import { cachedPaths, keepPending, PENDING_KEY } from '../../../scripts/deployment/after/invalidation.ts';
import type { Serving } from '../../../scripts/deployment/after/served-objects.ts';
import { awsError } from '../../aws/fake-errors.ts';

/** A bucket that holds what is still to be forgotten, as text; null for nothing. */
function bucket(held: string | null) {
  const state = { held };
  const send = async (command: { constructor: { name: string }; input: Record<string, string> }) => {
    const { input } = command;
    const { name } = command.constructor;
    assert.deepEqual([input.Key, input.ExpectedBucketOwner], [PENDING_KEY, '111122223333']);
    if (name === 'PutObjectCommand') state.held = input.Body ?? null;
    if (name === 'GetObjectCommand' && state.held === null) throw awsError('NoSuchKey', 'not there', 404);
    return { Body: { transformToString: async () => state.held } };
  };
  const s3 = { send } as unknown as S3Client;
  const serving: Serving = { s3, bucket: 'site', accountId: '111122223333', signal: new AbortController().signal };
  return { serving, kept: () => (state.held === null ? null : JSON.parse(state.held)) };
}

const earlier = { reference: 'r-1', paths: ['/a.html'] };

test('nothing changed, and nothing is left: nothing to tell', async () => {
  const { serving, kept } = bucket(null);
  assert.equal(await keepPending(serving, []), null);
  assert.equal(kept(), null);
});

test('what is about to change is kept before', async () => {
  const { serving, kept } = bucket(null);
  const pending = await keepPending(serving, ['b.html', 'index.html']);
  assert.deepEqual(pending?.paths, ['/', '/b.html', '/index.html']);
  assert.deepEqual(kept(), pending);
});

test('what an earlier deploy left is told by its reference, so that it is told once', async () => {
  const { serving } = bucket(JSON.stringify(earlier));
  assert.deepEqual(await keepPending(serving, []), earlier);
});

test('a change is told by a reference of its own, though its paths are those of before', async () => {
  for (const [changed, paths] of [
    [['a.html'], ['/a.html']],
    [['b.html'], ['/a.html', '/b.html']],
  ] as const) {
    const { serving, kept } = bucket(JSON.stringify(earlier));
    const pending = await keepPending(serving, changed);
    assert.deepEqual(pending?.paths, paths);
    assert.notEqual(pending?.reference, earlier.reference);
    assert.deepEqual(kept(), pending);
  }
});

test('more than CloudFront takes at once is one path for all, and stays so', async () => {
  const keys = Array.from({ length: 3000 }, (_, index) => `${index}.html`);
  const { serving, kept } = bucket(null);
  assert.equal((await keepPending(serving, keys))?.paths.length, 3000);
  assert.deepEqual((await keepPending(serving, ['one-more.html']))?.paths, ['/*']);
  assert.deepEqual((await keepPending(serving, ['b.html']))?.paths, ['/*']);
  assert.deepEqual(kept().paths, ['/*']);
});

const UNREADABLE = [
  ...[
    '',
    'null',
    '[]',
    '{',
    '{}',
    '{"reference":"r"}',
    '{"reference":"r","paths":"/a"}',
    '{"reference":"r","paths":[1]}',
  ],
  ...['{"reference":"r","paths":["a"]}', '{"reference":"r","paths":["/ü"]}', '{"reference":"r\\n","paths":["/a"]}'],
];

for (const text of UNREADABLE) {
  test(`all is forgotten for what cannot be read: ${text}`, async () => {
    assert.deepEqual((await keepPending(bucket(text).serving, []))?.paths, ['/*']);
  });
}

test('a refused look is not taken for absence', async () => {
  const { serving } = bucket(null);
  const refuse = async () => {
    throw awsError('AccessDenied', 'Access Denied', 403);
  };
  await assert.rejects(keepPending({ ...serving, s3: { send: refuse } as unknown as S3Client }, ['a.html']), {
    name: 'AccessDenied',
  });
});

test('paths are encoded where CloudFront wants them encoded, and nowhere else', () => {
  const keys = ['index.html', 'b/index.html', 'a b/ü?#~%.html', 'a@2x+(1),=&!$;.png'];
  assert.deepEqual(cachedPaths(keys), [
    '/',
    '/a%20b/%C3%BC%3F%23%7E%25.html',
    '/a@2x+(1),=&!$;.png',
    '/b/index.html',
    '/index.html',
  ]);
  assert.deepEqual(cachedPaths([]), []);
});

test('CloudFront is called at the one endpoint of the partition, or at the embedded AWS', async (t) => {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const before = process.env.AWS_ENDPOINT_URL;
  delete process.env.AWS_ENDPOINT_URL;
  t.after(() => {
    if (before !== undefined) process.env.AWS_ENDPOINT_URL = before;
  });
  const real = await cloudFrontClient(awsClients({ region: 'eu-central-1', credentials }));
  const { url, properties } = real.config.endpointProvider({ Region: await real.config.region() });
  assert.equal(url.href, 'https://cloudfront.amazonaws.com/');
  assert.match(JSON.stringify(properties), /"signingRegion":"us-east-1"/);
  const endpoint = 'http://127.0.0.1:4566';
  const embedded = await cloudFrontClient(awsClients({ region: 'eu-central-1', endpoint, credentials }));
  assert.equal((await embedded.config.endpoint?.())?.port, 4566);
});
