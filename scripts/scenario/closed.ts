import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
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
    for (const Bucket of buckets) {
      const reader = await stage.stranger('reader', [
        { Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${Bucket}` },
        { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` },
      ]);
      const list = new ListObjectsV2Command({ Bucket });
      await stage.step(`a role with a grant of its own lists ${Bucket}`, () => reader.secure.s3.send(list));
      const denied = 'ExplicitlyDenied' as const;
      await stage.refused('but not without TLS', { action: 's3:ListBucket', decision: denied }, () =>
        reader.insecure.s3.send(list),
      );
      await stage.refused('and reads nothing without TLS', { action: 's3:GetObject', decision: denied }, () =>
        reader.insecure.s3.send(new GetObjectCommand({ Bucket, Key: 'any' })),
      );
    }
  });
}
