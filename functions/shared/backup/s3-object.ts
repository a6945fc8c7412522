import type { S3ServiceException } from '@aws-sdk/client-s3';

export interface S3Object {
  Bucket: string;
  Key: string;
  /** The account that must own the bucket; undefined: any. */
  ExpectedBucketOwner: string | undefined;
}

export function addressOf({ Bucket, Key }: S3Object): string {
  return `s3://${Bucket}/${Key}`;
}

/** The HTTP status of an error; undefined when no answer came. */
export function statusOf(error: unknown): number | undefined {
  return (error as Partial<S3ServiceException> | null)?.$metadata?.httpStatusCode;
}
