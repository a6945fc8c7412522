import './global-console.ts';
import { deepEqual, equal, rejects } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { S3Client } from '@aws-sdk/client-s3';
import { putOnlyStore } from '../../functions/backup-dynamodb-and-send-email/put-only-store.ts';
import { answer } from './client-answers.ts';

interface Refused {
  name: string;
  status: number;
  attempts?: number;
}

/** A store, and what it was asked to put; each refusal in its turn, and then none. */
function store(t: TestContext, ...refused: Refused[]) {
  const sent = answer(t, S3Client, () => {
    const next = refused.shift();
    if (next === undefined) return {};
    const $metadata = { httpStatusCode: next.status, attempts: next.attempts ?? 1 };
    throw Object.assign(new Error(next.name), { name: next.name, $metadata });
  });
  return { sent, files: putOnlyStore(new S3Client({ region: 'us-east-1' }), 'bucket', '111122223333') };
}

async function* chunks() {
  yield Buffer.from('ab');
  yield Buffer.from('c');
}

test('a file is put by one call, whole, and never over another one', async (t) => {
  const { sent, files } = store(t);
  await files.write('students/x/data/0000-00000.json.gz', chunks());
  deepEqual(
    sent.map(({ constructor: { name }, input }) => [name, input]),
    [
      [
        'PutObjectCommand',
        {
          ...{ Bucket: 'bucket', Key: 'students/x/data/0000-00000.json.gz', ExpectedBucketOwner: '111122223333' },
          ...{ Body: Buffer.from('abc'), ChecksumAlgorithm: 'SHA256', ServerSideEncryption: 'AES256' },
          IfNoneMatch: '*',
        },
      ],
    ],
  );
});

const TAKEN = { name: 'PreconditionFailed', status: 412 };
const CONFLICT = { name: 'ConditionalRequestConflict', status: 409 };

test('a file that is there by somebody else is a problem', async (t) => {
  const { files } = store(t, TAKEN);
  await rejects(files.write('a', Buffer.from('x')), { name: 'BackupProblem', message: /^s3:\/\/bucket\/a is there/ });
});

for (const [title, refused, calls] of [
  ['the SDK had tried before', [{ ...TAKEN, attempts: 2 }], 1],
  ['another write was in flight', [CONFLICT, TAKEN], 2],
  ['another write was in flight, and failed', [CONFLICT, CONFLICT], 3],
] as const) {
  test(`a file of our own whose answer was lost is there: ${title}`, async (t) => {
    const { sent, files } = store(t, ...refused);
    await files.write('a', Buffer.from('x'));
    equal(sent.length, calls);
  });
}

test('what else fails passes through, and conflicts end', async (t) => {
  const denied = store(t, { name: 'AccessDenied', status: 403 });
  await rejects(denied.files.write('a', Buffer.from('x')), { name: 'AccessDenied' });
  t.mock.restoreAll();
  const busy = store(t, ...Array.from({ length: 9 }, () => CONFLICT));
  await rejects(busy.files.write('a', Buffer.from('x')), { name: 'ConditionalRequestConflict' });
  equal(busy.sent.length, 5);
});

test('a body that fails writes nothing', async (t) => {
  const { sent, files } = store(t);
  // biome-ignore lint/correctness/useYield: it fails first
  async function* broken(): AsyncGenerator<Uint8Array> {
    throw new Error('broken');
  }
  await rejects(files.write('a', broken()), { message: 'broken' });
  equal(sent.length, 0);
});

test('it lists, reads and removes nothing', async (t) => {
  const { sent, files } = store(t);
  const message = 'the role may put objects and nothing else';
  const read = async () => {
    for await (const _ of files.read('a')) return;
  };
  for (const work of [() => files.list(''), read, () => files.remove('a'), () => files.clean('')]) {
    await rejects(work, { message });
  }
  equal(sent.length, 0);
});
