import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { placeArtifact, presentArtifact } from '../../scripts/aws/artifacts.ts';
import { UserError } from '../../scripts/cli/errors.ts';
import { awsError, cutConnection } from './fake-errors.ts';
import { fakeS3 } from './fake-s3.ts';

const body = Buffer.from('the code');
const sha256 = createHash('sha256').update(body).digest('hex');
const key = 'main/functions/a/1.zip';
const upload = { environment: 'local', bucket: 'artifacts', accountId: '111122223333', key, sha256, body };
const conflict = () => awsError('ConditionalRequestConflict', 'The conditional request cannot succeed', 409);

function setting() {
  const s3 = fakeS3(() => ['artifacts']);
  const waits: number[] = [];
  const put = (more: Partial<typeof upload> = {}) =>
    placeArtifact({ s3: s3.client }, { ...upload, ...more }, async (ms) => waits.push(ms));
  return { s3, waits, put };
}

test('uploads once and finds its own upload the next time', async () => {
  const { s3, put } = setting();
  assert.deepEqual(await put(), { key, versionId: null, outcome: 'uploaded' });
  assert.deepEqual(await put(), { key, versionId: null, outcome: 'present' });
  assert.deepEqual(s3.calls, ['HeadObject', 'PutObject', 'HeadObject']);
  assert.equal(Buffer.from(s3.objects.get('artifacts/main/functions/a/1.zip') ?? []).toString(), 'the code');
});

test('an object with another content stops the deployment', async () => {
  const { s3, put } = setting();
  s3.objects.set('artifacts/main/functions/a/1.zip', Buffer.from('planted'));
  await assert.rejects(put(), (error) => {
    assert.ok(error instanceof UserError);
    assert.match(
      error.message,
      /^s3:\/\/artifacts\/main\/functions\/a\/1\.zip holds something else than its name says/,
    );
    return true;
  });
  assert.equal(String(s3.objects.get('artifacts/main/functions/a/1.zip')), 'planted');
});

test('an object without a checksum of the whole content counts as planted', async () => {
  const [missing, composite] = [
    {},
    { ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'), ChecksumType: 'COMPOSITE' },
  ];
  for (const head of [missing, composite]) {
    const send = async (command: { constructor: { name: string } }) => {
      if (command.constructor.name === 'PutObjectCommand') throw awsError('PreconditionFailed', '', 412);
      return head;
    };
    const clients = { s3: { send } } as unknown as Parameters<typeof placeArtifact>[0];
    await assert.rejects(placeArtifact(clients, upload), /holds something else/);
  }
});

test('a conflict with a write in flight is tried again, later each time', async () => {
  const { s3, waits, put } = setting();
  s3.putErrors.push(conflict(), conflict());
  assert.equal((await put()).outcome, 'uploaded');
  assert.deepEqual(waits, [200, 400]);
});

test('a conflict that does not end is given up', async () => {
  const { s3, waits, put } = setting();
  s3.putErrors.push(...Array.from({ length: 9 }, conflict));
  await assert.rejects(put(), { name: 'ConditionalRequestConflict' });
  assert.equal(waits.length, 4);
});

test('a missing bucket says which stack to deploy, and to which environment', async () => {
  await assert.rejects(
    setting().put({ bucket: 'other' }),
    /the artifact bucket other does not exist yet: run npm run bootstrap -- --environment local first, or on a laptop /,
  );
});

test("a bucket of another account's is refused", async () => {
  await assert.rejects(setting().put({ accountId: '999999999999' }), { name: 'AccessDenied' });
});

test('a body that is not what its checksum says is refused', async () => {
  const { s3, put } = setting();
  await assert.rejects(put({ body: Buffer.from('changed on the way') }), { name: 'BadDigest' });
  assert.equal(s3.objects.size, 0);
});

test('a lost connection is not taken for an answer', async () => {
  const { s3, put } = setting();
  s3.errors.push(cutConnection());
  await assert.rejects(put(), { code: 'ECONNRESET' });
});

test('in a bucket with versions, the version is named', async () => {
  const { s3, put } = setting();
  s3.versions = true;
  const placed = await put();
  assert.match(placed.versionId ?? '', /^version-/);
  assert.deepEqual(await put(), { ...placed, outcome: 'present' });
});

test('an upload that somebody else makes at the same time is found', async () => {
  const { s3, put } = setting();
  s3.putErrors.push(awsError('PreconditionFailed', 'At least one did not hold', 412));
  assert.equal((await put()).outcome, 'uploaded');
});

test('what is not there yet is null, in a bucket that is not there too', async () => {
  const { s3 } = setting();
  assert.equal(await presentArtifact({ s3: s3.client }, upload), null);
  assert.equal(await presentArtifact({ s3: s3.client }, { ...upload, bucket: 'other' }), null);
});

test('a refused look is not taken for absence', async () => {
  const { s3, put } = setting();
  s3.errors.push(awsError('AccessDenied', 'Access Denied', 403));
  await assert.rejects(put(), { name: 'AccessDenied' });
});
