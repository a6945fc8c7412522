import { GetBucketPolicyCommand, PutBucketPolicyCommand, type S3Client } from '@aws-sdk/client-s3';

const SID = 'ScenarioDeniesOneObject';

interface Policy {
  Version: string;
  Statement: { Sid?: string }[];
}

/**
 * Denies an action on one object to everyone while `work` runs, by one more statement in the bucket's policy. A statement
 * that a killed scenario left behind goes as well.
 * @param key `*` for all objects
 */
export async function whileDenied<T>(
  s3: S3Client,
  bucket: string,
  key: string,
  work: () => Promise<T>,
  action = 's3:GetObject',
): Promise<T> {
  const { Policy: text = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
  const policy: Policy = JSON.parse(text);
  const own = policy.Statement.filter(({ Sid }) => Sid !== SID);
  const put = (Statement: object[]) =>
    s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify({ ...policy, Statement }) }));
  const Resource = `arn:aws:s3:::${bucket}/${key}`;
  await put([...own, { Sid: SID, Effect: 'Deny', Principal: '*', Action: action, Resource }]);
  try {
    return await work();
  } finally {
    await put(own);
  }
}
