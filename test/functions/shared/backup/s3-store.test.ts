import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { s3Store } from '../../../../functions/shared/backup/s3-store.ts';
import { readWhole } from '../../../../functions/shared/backup/store.ts';
import { projectFolder } from '../../../../scripts/cli/project.ts';
import { chunks, MEGABYTE, names, problem, storeContract, streamed } from '../../../tables/stores.ts';
import { BUCKET, onAttempt, s3Setting } from './s3-setting.ts';

const { aws, s3, client: clientOf, open: openBucket } = s3Setting();

storeContract('a bucket', openBucket);

test('a prefix is one with and without slashes at its ends, and may be empty', async () => {
  const bucket = 'of-prefixes';
  await s3().send(new CreateBucketCommand({ Bucket: bucket }));
  const at = (prefix: string) => s3Store(s3(), { bucket, prefix });
  await at('a/b').write('data/x', Buffer.from('x'));
  for (const prefix of ['a/b', 'a/b/', '/a/b//']) {
    equal(at(prefix).place, `s3://${bucket}/a/b`);
    deepEqual(await names(at(prefix), 'data/'), ['data/x']);
    equal(await readWhole(at(prefix), 'data/x'), 'x');
  }
  await at('a/bc').write('y', Buffer.from('y'));
  await at('').write('z', Buffer.from('z'));
  await s3().send(new PutObjectCommand({ Bucket: bucket, Key: 'a/b/' }));
  deepEqual(await names(at('a/b')), ['data/x']);
  for (const prefix of ['', '/']) {
    equal(at(prefix).place, `s3://${bucket}`);
    deepEqual(await names(at(prefix)), ['a/b/data/x', 'a/bc/y', 'z']);
  }
});

/** A client that gets two entries a page. */
function shortPages(client: S3Client): S3Client {
  const middleware = (next: (args: unknown) => Promise<unknown>) => (args: { input: object }) =>
    next({ ...args, input: { ...args.input, MaxKeys: 2, MaxUploads: 2 } });
  client.middlewareStack.add(middleware as never, { step: 'initialize', name: 'shortPages' });
  return client;
}

test('lists of several pages are read to the end', async () => {
  const { store } = await openBucket({}, shortPages(clientOf()));
  const given = ['a', 'b', 'c', 'd', 'e'];
  for (const name of given) await store.write(name, Buffer.from(name));
  deepEqual(await names(store), given);
});

test('uploads that were cut off are aborted below a prefix, page by page', async () => {
  const { prefix, store, leftovers } = await openBucket({}, shortPages(clientOf()));
  for (const name of ['a/1', 'a/1', 'a/2', 'a/3', 'a/4', 'b']) {
    await s3().send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: `${prefix}/${name}` }));
  }
  await store.clean('a/');
  deepEqual(await leftovers(), [`${prefix}/b`]);
  await store.clean('');
  deepEqual(await leftovers(), []);
});

test('an upload that somebody else aborts meanwhile does not matter', async () => {
  const client = onAttempt(clientOf(), async (next, command) => {
    if (command === 'AbortMultipartUpload') await next();
    return next();
  });
  const { prefix, store, leftovers } = await openBucket({}, client);
  await s3().send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: `${prefix}/a` }));
  await store.clean('');
  deepEqual(await leftovers(), []);
});

const WRITES = { put: 5, uploaded: 6 * MEGABYTE };
for (const [kind, bytes] of Object.entries(WRITES)) {
  test(`what is ${kind} is encrypted, has a checksum of S3, and says who wrote it`, async () => {
    const { prefix, store } = await openBucket();
    await store.write('x', streamed(bytes));
    const found = await headOf(`${prefix}/x`);
    equal(found.ServerSideEncryption, 'AES256');
    match(found.ChecksumSHA256 ?? '', /^[\w+/]{43}=/);
    match(found.Metadata?.['stackwarden-write'] ?? '', /^[0-9a-f-]{36}$/);
  });

  test(`what is ${kind} is encrypted with a key, and locked, when that is asked for`, async () => {
    const bucket = `locked-${kind}`;
    await s3().send(new CreateBucketCommand({ Bucket: bucket, ObjectLockEnabledForBucket: true }));
    const kmsKey = 'arn:aws:kms:us-east-1:000000000000:key/1234';
    const sent: Record<string, unknown>[] = [];
    const store = s3Store(sentBy(clientOf(), sent), {
      bucket,
      prefix: '',
      kmsKey,
      lock: { mode: 'GOVERNANCE', days: 2 },
    });
    await store.write('x', streamed(bytes));
    const [first] = sent;
    deepEqual(
      [first?.ServerSideEncryption, first?.SSEKMSKeyId, first?.ObjectLockMode],
      ['aws:kms', kmsKey, 'GOVERNANCE'],
    );
    const found = await headOf('x', bucket);
    deepEqual([found.ServerSideEncryption, found.SSEKMSKeyId], ['aws:kms', kmsKey]);
    // The embedded AWS keeps the lock of what is put alone.
    if (kind === 'put') equal(found.ObjectLockMode, 'GOVERNANCE');
    const days = (Number(first?.ObjectLockRetainUntilDate) - Date.now()) / 86_400_000;
    ok(days > 1.9 && days <= 2, `${days}`);
  });
}

function headOf(Key: string, Bucket = BUCKET) {
  return s3().send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
}

/** Notes the input of each call. */
function sentBy(client: S3Client, sent: Record<string, unknown>[]): S3Client {
  const middleware = (next: (args: unknown) => Promise<unknown>) => (args: { input: Record<string, unknown> }) => {
    sent.push(args.input);
    return next(args);
  };
  client.middlewareStack.add(middleware as never, { step: 'initialize', name: 'sentBy' });
  return client;
}

test('every call names the account that must own the bucket', async () => {
  const sent: Record<string, unknown>[] = [];
  const accountId = '000000000000';
  const { store } = await openBucket({ accountId }, sentBy(clientOf(), sent));
  await store.write('put', Buffer.from('x'));
  await store.write('uploaded', streamed(6 * MEGABYTE));
  await rejects(store.write('put', Buffer.from('y')), problem('taken', '/put'));
  await readWhole(store, 'put');
  await store.list('');
  await store.clean('');
  await store.remove('put');
  deepEqual(
    sent.filter(({ ExpectedBucketOwner }) => ExpectedBucketOwner !== accountId),
    [],
  );
  equal(sent.length, 11);
});

test('no more than a part and a chunk are read ahead of what S3 has', async () => {
  let pulled = 0;
  let uploaded = 0;
  let ahead = 0;
  const client = onAttempt(clientOf(), async (next, command) => {
    const answer = await next();
    if (command === 'UploadPart') uploaded += 5 * MEGABYTE;
    return answer;
  });
  async function* body() {
    for (const chunk of chunks(40 * MEGABYTE)) {
      pulled += chunk.byteLength;
      ahead = Math.max(ahead, pulled - uploaded);
      yield chunk;
    }
  }
  const { store } = await openBucket({}, client);
  await store.write('much', body());
  ok(ahead <= 5.2 * MEGABYTE, `${ahead}`);
});

for (const [writers, most] of [
  [1, 60],
  [8, 110],
] as const) {
  test(`200 MB in ${writers} writes at once take less than ${most} MB of memory`, async () => {
    const { endpoint, credentials } = aws();
    const env = {
      PATH: process.env.PATH,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    };
    const script = join(import.meta.dirname, 's3-writer.ts');
    const numbers = [writers, (200 * MEGABYTE) / writers].map(String);
    const args = ['--import', 'tsx', script, endpoint, BUCKET, ...numbers];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: projectFolder, env });
    ok(Number(stdout) < most * MEGABYTE, stdout);
  });
}
