import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { S3Client } from '@aws-sdk/client-s3';
import { whileDenied } from '../../scripts/scenario/denied-object.ts';
import { emptyPrefix } from '../../scripts/scenario/empty-prefix.ts';
import { answer } from '../functions/client-answers.ts';

const own = { Sid: 'NothingWithoutTls', Effect: 'Deny' };

/** A bucket's policy that can be read and replaced. */
function policyOf(t: Parameters<typeof answer>[0], statements: object[]) {
  const put: object[][] = [];
  answer(t, S3Client, ({ input }) => {
    if (typeof input.Policy === 'string') put.push(JSON.parse(input.Policy).Statement);
    return { Policy: JSON.stringify({ Version: '2012-10-17', Statement: put.at(-1) ?? statements }) };
  });
  return put;
}

test('an object is denied while the work lasts, and only that object', async (t) => {
  const put = policyOf(t, [own]);
  const during = await whileDenied(new S3Client(), 'bucket', 'incoming/a', async () => structuredClone(put.at(-1)));
  const Resource = 'arn:aws:s3:::bucket/incoming/a';
  const denial = { Sid: 'ScenarioDeniesOneObject', Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource };
  deepEqual(during, [own, denial]);
  deepEqual(put.at(-1), [own]);
});

test('the policy is put back when the work fails', async (t) => {
  const put = policyOf(t, [own]);
  const failing = whileDenied(new S3Client(), 'bucket', 'a', () => Promise.reject(new Error('no message came')));
  await rejects(failing, { message: 'no message came' });
  deepEqual(put.at(-1), [own]);
});

test('what a killed scenario left in the policy goes', async (t) => {
  const put = policyOf(t, [own, { Sid: 'ScenarioDeniesOneObject', Effect: 'Deny' }]);
  await whileDenied(new S3Client(), 'bucket', 'a', async () => {});
  deepEqual([put[0]?.length, put.at(-1)], [2, [own]]);
});

test('a prefix is emptied of versions and delete markers, page by page', async (t) => {
  const pages = [
    { Versions: [{ Key: 'a', VersionId: '1' }], DeleteMarkers: [{ Key: 'a', VersionId: '2' }] },
    { Versions: [{ Key: 'b', VersionId: '3' }] },
    {},
  ];
  const sent = answer(t, S3Client, ({ input }) => (input.Delete ? {} : pages.shift()));
  await emptyPrefix(new S3Client(), 'bucket', 'p/');
  const deleted = sent.flatMap(({ input }) => (input.Delete as { Objects: { VersionId: string }[] })?.Objects ?? []);
  deepEqual(
    deleted.map(({ VersionId }) => VersionId),
    ['1', '2', '3'],
  );
  equal(pages.length, 0);
});

test('a version that cannot be removed is named', async (t) => {
  answer(t, S3Client, ({ input }) =>
    input.Delete
      ? { Errors: [{ Key: 'a', Code: 'AccessDenied', Message: 'no' }] }
      : { Versions: [{ Key: 'a', VersionId: '1' }] },
  );
  await rejects(emptyPrefix(new S3Client(), 'bucket', 'p/'), { message: 'cannot remove a: AccessDenied no' });
});
