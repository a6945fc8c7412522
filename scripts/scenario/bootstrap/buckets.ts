import { equal } from 'node:assert/strict';
import * as s3 from '@aws-sdk/client-s3';
import { emptyPrefix } from '../empty-prefix.ts';
import { forbidden, freshName, type Ground } from './ground.ts';

/** What the buckets themselves deny, to who has the right by a role of their own. */
export async function guarding(ground: Ground): Promise<void> {
  const { stage, artifacts, backups } = ground;
  for (const [what, bucket] of Object.entries({ code: artifacts, backups })) {
    await stage.part(`bucket of ${what}: nothing without TLS`, () => nothingWithoutTls(ground, bucket));
  }
  await stage.part('bucket of backups: nothing is written over', () => nothingOver(ground));
}

async function nothingWithoutTls({ stage }: Ground, Bucket: string): Promise<void> {
  const { owner } = stage;
  const object = { Bucket, Key: `scenario/${freshName()}` };
  const reader = await stage.stranger('bootstrap-reader', [
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${Bucket}` },
    { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` },
  ]);
  await owner.s3.send(new s3.PutObjectCommand({ ...object, Body: 'x', IfNoneMatch: '*' }));
  try {
    const list = new s3.ListObjectsV2Command({ Bucket, Prefix: object.Key });
    const get = new s3.GetObjectCommand(object);
    await stage.step('a role with a grant of its own lists and reads with TLS', async () => {
      equal((await reader.secure.s3.send(list)).KeyCount, 1);
      await reader.secure.s3.send(get);
    });
    await stage.refused('but lists nothing without', { action: 's3:ListBucket', decision: forbidden }, () =>
      reader.insecure.s3.send(list),
    );
    await stage.refused('nor reads', { action: 's3:GetObject', decision: forbidden }, () =>
      reader.insecure.s3.send(get),
    );
  } finally {
    await emptyPrefix(owner.s3, Bucket, object.Key);
  }
}

/** Whatever a role may: what is written whole says that it takes nobody's place. DynamoDB's exports say no such thing. */
async function nothingOver({ stage, backups: Bucket }: Ground): Promise<void> {
  const folder = `scenario/${freshName()}`;
  const writer = await stage.stranger('bootstrap-writer', [
    { Effect: 'Allow', Action: 's3:PutObject', Resource: `arn:aws:s3:::${Bucket}/*` },
  ]);
  const put = (name: string, more: object = {}) =>
    writer.secure.s3.send(new s3.PutObjectCommand({ Bucket, Key: `${folder}/${name}`, Body: 'x', ...more }));
  try {
    await stage.refused(
      'a role with a grant of its own writes nothing that may be there',
      { action: 's3:PutObject', decision: forbidden },
      () => put('manifest.json'),
    );
    await stage.step('but what is not, and what DynamoDB exports', async () => {
      await put('manifest.json', { IfNoneMatch: '*' });
      await put('AWSDynamoDB/01-abc/data/a.json.gz');
    });
    await stage.step('and large files in parts, each of which takes the place of none', async () => {
      const part = { Bucket, Key: `${folder}/large` };
      const { UploadId } = await writer.secure.s3.send(new s3.CreateMultipartUploadCommand(part));
      const piece = { ...part, UploadId, PartNumber: 1, Body: 'x' };
      const { ETag } = await writer.secure.s3.send(new s3.UploadPartCommand(piece));
      const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
      const whole = { ...part, UploadId, MultipartUpload, IfNoneMatch: '*' };
      await writer.secure.s3.send(new s3.CompleteMultipartUploadCommand(whole));
    });
  } finally {
    await emptyPrefix(stage.owner.s3, Bucket, folder);
  }
}
