import * as s3 from '@aws-sdk/client-s3';

const client = new s3.S3Client();

export async function handler({ command, input }: { command: 'GetObjectCommand'; input: { Bucket: string; Key: string } }) {
  return client.send(new s3[command](input));
}
