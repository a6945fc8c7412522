import * as s3 from '@aws-sdk/client-s3';

const client = new s3.S3Client();

export async function handler(): Promise<string[]> {
  const names: string[] = [];
  for await (const page of s3.paginateListObjectsV2({ client }, { Bucket: process.env.BUCKET }))
    names.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
  return names;
}
