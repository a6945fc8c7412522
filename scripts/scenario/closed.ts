import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { Stage } from './scenario.ts';

/** Nobody of the account becomes one of the roles, not even who may become any: their trusts name services alone. */
export async function nobodyBecomes(stage: Stage, roleNames: readonly string[]): Promise<void> {
  await stage.part('nobody becomes a role that is for services', async () => {
    const climber = await stage.stranger('climber', [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }]);
    for (const roleName of roleNames) {
      const RoleArn = `arn:aws:iam::${stage.accountId}:role/${roleName}`;
      await stage.refused(
        `who may become any role does not become ${roleName}`,
        { action: 'sts:AssumeRole', decision: 'ImplicitlyDenied' },
        () => climber.secure.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'scenario' })),
      );
    }
  });
}

/** Who may list a bucket and read its objects does neither without TLS. */
export async function nothingWithoutTls(stage: Stage, buckets: readonly string[]): Promise<void> {
  await stage.part('nothing without TLS', async () => {
    for (const Bucket of buckets) await notInTheClear(stage, Bucket, await someKey(stage, Bucket));
  });
}

async function notInTheClear(stage: Stage, Bucket: string, Key: string): Promise<void> {
  const reader = await stage.stranger('reader', [
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${Bucket}` },
    { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` },
  ]);
  const list = new ListObjectsV2Command({ Bucket });
  const denied = 'ExplicitlyDenied' as const;
  await stage.step(`a role with a grant of its own lists ${Bucket}`, () => reader.secure.s3.send(list));
  await stage.refused('but not without TLS', { action: 's3:ListBucket', decision: denied }, () =>
    reader.insecure.s3.send(list),
  );
  await stage.refused('and reads nothing without TLS', { action: 's3:GetObject', decision: denied }, () =>
    reader.insecure.s3.send(new GetObjectCommand({ Bucket, Key })),
  );
}

/** An object that is there: whoever may not list a bucket is refused what is missing, too. */
async function someKey({ owner }: Stage, Bucket: string): Promise<string> {
  const { Contents: [found] = [] } = await owner.s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1 }));
  const Key = found?.Key ?? 'scenario/nothing-without-tls.txt';
  if (found === undefined) await owner.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'scenario' }));
  return Key;
}

/** Who may receive a queue's messages does not without TLS. */
export async function noMessagesWithoutTls(stage: Stage, QueueUrl: string): Promise<void> {
  await stage.part('no messages without TLS', async () => {
    const receiver = await stage.stranger('receiver', [
      { Effect: 'Allow', Action: 'sqs:ReceiveMessage', Resource: '*' },
    ]);
    const receive = new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 });
    await stage.step('a role with a grant of its own receives messages', () => receiver.secure.sqs.send(receive));
    await stage.refused('but not without TLS', { action: 'sqs:ReceiveMessage', decision: 'ExplicitlyDenied' }, () =>
      receiver.insecure.sqs.send(receive),
    );
  });
}
