import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { S3Client } from '@aws-sdk/client-s3';
import { removeOthers, type Serving, uploadFile } from '../../../scripts/deployment/after/served-objects.ts';
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
  assert.equal(await uploadFile(serving, 'index.html', body), false);
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
    const { serving, calls } = bucket({ HeadObject: () => ({ ...same, ...difference }) });
    assert.equal(await uploadFile(serving, 'index.html', body), true);
    const { Key, ExpectedBucketOwner, ContentType, CacheControl } = calls[1]?.input ?? {};
    assert.deepEqual(
      [Key, ExpectedBucketOwner, ContentType, CacheControl],
      ['index.html', '111122223333', same.ContentType, same.CacheControl],
    );
  });
}

test('a refused look is not taken for absence', async () => {
  const refuse = () => {
    throw awsError('AccessDenied', 'Access Denied', 403);
  };
  const { serving, names } = bucket({ HeadObject: refuse });
  await assert.rejects(uploadFile(serving, 'index.html', body), { name: 'AccessDenied' });
  assert.deepEqual(names(), ['HeadObject']);
});

test('what the folder no longer has is removed, over all pages, a thousand at a time', async () => {
  const page = (start: number) => Array.from({ length: 700 }, (_, index) => ({ Key: `old-${start + index}` }));
  const { serving, calls } = bucket({
    ListObjectsV2: ({ ContinuationToken }) =>
      ContinuationToken === undefined
        ? { Contents: [{ Key: 'index.html' }, ...page(0)], NextContinuationToken: '2' }
        : { Contents: page(700) },
  });
  assert.equal(await removeOthers(serving, new Set(['index.html'])), 1400);
  const deletions = calls.filter(({ name }) => name === 'DeleteObjects');
  const keys = deletions.map(({ input }) => (input.Delete as { Objects: { Key: string }[] }).Objects);
  assert.deepEqual([keys[0]?.length, keys[1]?.length], [1000, 400]);
  assert.ok(keys.flat().every(({ Key }) => Key !== 'index.html'));
});

test('nothing is asked to be removed when nothing is', async () => {
  const { serving, names } = bucket({ ListObjectsV2: () => ({ Contents: [{ Key: 'index.html' }] }) });
  assert.equal(await removeOthers(serving, new Set(['index.html'])), 0);
  assert.deepEqual(names(), ['ListObjectsV2']);
});

test('a key that S3 does not remove fails the stack, though the answer is 200', async () => {
  const { serving } = bucket({
    ListObjectsV2: () => ({ Contents: [{ Key: 'old\n.html' }] }),
    DeleteObjects: () => ({ Errors: [{ Key: 'old\n.html', Code: 'AccessDenied', Message: 'Access Denied' }] }),
  });
  await assert.rejects(removeOthers(serving, new Set()), {
    name: 'StackFailure',
    message: 'AccessDenied from s3:DeleteObjects: s3://site/old .html could not be removed: Access Denied',
  });
});
