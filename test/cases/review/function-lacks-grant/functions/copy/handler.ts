import { S3Client } from '@aws-sdk/client-s3';
import { copy } from '../shared/objects.ts';

const s3 = new S3Client();
const { BUCKET = '' } = process.env;

export const handler = (event: { key: string }) => copy(s3, BUCKET, event.key, `copies/${event.key}`);
