import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { S3Client } from '@aws-sdk/client-s3';
import {
  isUploaded,
  otherKeys,
  removeObjects,
  type Serving,
  uploadFile,
} from '../../../scripts/deployment/after/served-objects.ts';
import { awsError } from '../../aws/fake-errors.ts';

type Input = Record<string, unknown>;
type Answers = Record<string, (input: Input) => unknown>;

/** A bucket whose calls are answered as the test says. */
function bucket(answers: Answers) {
  const calls: { name: string; input: Input }[] = [];
  const send = async (command: { constructor: { name: string }; input: Input }) => {
    const name = command.constructor.name.replace(/Command$/, '');
    calls.push({ name, input: command.input });
    return answers[name]?.(command.input) ?? {};
  };
  const s3 = { send } as unknown as S3Client;
  const serving: Serving = { s3, bucket: 'site', accountId: '111122223333', signal: new AbortController().signal };
  return { serving, calls, names: () => calls.map(({ name }) => name) };
}

const body = Buffer.from('<h1>hello</h1>');
const ChecksumSHA256 = createHash('sha256').update(body).digest('base64');
const same = { ChecksumSHA256, ContentType: 'text/html; charset=utf-8', CacheControl: 'no-cache' };

test('an object with this content and these headers is left alone', async () => {
  const { serving, names } = bucket({ HeadObject: () => same });
  assert.equal(await isUploaded(serving, 'index.html', body), true);
  assert.deepEqual(names(), ['HeadObject']);
});

const differences: [string, object][] = [
  ['content', { ChecksumSHA256: 'other' }],
  ['checksum', { ChecksumSHA256: undefined }],
  ['type', { ContentType: 'text/plain' }],
  ['time to keep', { CacheControl: 'max-age=60' }],
];

for (const [name, difference] of differences) {
  test(`an object of another ${name} is written again`, async () => {
    const { serving } = bucket({ HeadObject: () => ({ ...same, ...difference }) });
    assert.equal(await isUploaded(serving, 'index.html', body), false);
  });
}

test('an object that is not there is written', async () => {
  const { serving } = bucket({
    HeadObject: () => {
      throw awsError('NotFound', 'Not Found', 404);
    },
  });
  assert.equal(await isUploaded(serving, 'index.html', body), false);
});

test('an object is written with its type, its time to keep and its checksum', async () => {
  const { serving, calls } = bucket({});
  await uploadFile(serving, 'index.html', body);
  const { Body, ContentLength, Bucket, ...input } = calls[0]?.input ?? {};
  assert.deepEqual([Body, ContentLength, Bucket], [body, body.byteLength, 'site']);
  assert.deepEqual(input, { Key: 'index.html', ExpectedBucketOwner: '111122223333', ...same });
});

test('a refused look is not taken for absence', async () => {
  const refuse = () => {
    throw awsError('AccessDenied', 'Access Denied', 403);
  };
  const { serving, names } = bucket({ HeadObject: refuse });
  await assert.rejects(isUploaded(serving, 'index.html', body), { name: 'AccessDenied' });
  assert.deepEqual(names(), ['HeadObject']);
});

test('what the folder no longer has is found over all pages', async () => {
  const page = (start: number) => Array.from({ length: 700 }, (_, index) => ({ Key: `old-${start + index}` }));
  const { serving } = bucket({
    ListObjectsV2: ({ ContinuationToken }) =>
      ContinuationToken === undefined
        ? { Contents: [{ Key: 'index.html' }, ...page(0)], NextContinuationToken: '2' }
        : { Contents: page(700) },
  });
  const keys = await otherKeys(serving, new Set(['index.html']));
  assert.deepEqual([keys.length, keys[0], keys.at(-1)], [1400, 'old-0', 'old-1399']);
});

test('it is removed a thousand at a time', async () => {
  const { serving, calls } = bucket({});
  const keys = Array.from({ length: 1400 }, (_, index) => `old-${index}`);
  await removeObjects(serving, keys);
  const asked = calls.map(({ input }) => (input.Delete as { Objects: { Key: string }[] }).Objects);
  assert.deepEqual([asked[0]?.length, asked[1]?.length], [1000, 400]);
  assert.deepEqual(
    asked.flat().map(({ Key }) => Key),
    keys,
  );
});

test('nothing is asked to be removed when nothing is', async () => {
  const { serving, names } = bucket({});
  await removeObjects(serving, []);
  assert.deepEqual(names(), []);
});

test('a key that S3 does not remove fails the stack, though the answer is 200', async () => {
  const { serving } = bucket({
    DeleteObjects: () => ({ Errors: [{ Key: 'old\n.html', Code: 'AccessDenied', Message: 'Access Denied' }] }),
  });
  await assert.rejects(removeObjects(serving, ['old\n.html']), {
    name: 'StackFailure',
    message: 'AccessDenied from s3:DeleteObjects: s3://site/old .html could not be removed: Access Denied',
  });
});
