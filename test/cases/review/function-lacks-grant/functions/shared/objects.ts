import { CopyObjectCommand, DeleteObjectCommand, type S3Client } from '@aws-sdk/client-s3';

export function copy(s3: S3Client, bucket: string, from: string, to: string) {
  return s3.send(new CopyObjectCommand({ Bucket: bucket, CopySource: `${bucket}/${from}`, Key: to }));
}

export function remove(s3: S3Client, bucket: string, key: string) {
  return s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
}
