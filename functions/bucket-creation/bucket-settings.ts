import type {
  CORSRule,
  PublicAccessBlockConfiguration,
  ServerSideEncryptionConfiguration,
  Tag,
} from '@aws-sdk/client-s3';
import { shortFingerprint } from '../shared/fingerprint.ts';
import type { SignUp } from './sign-up.ts';

/** Seconds that a browser may keep the answer to its preflight request. */
const PREFLIGHT_SECONDS = 3000;

export const NOTHING_PUBLIC: PublicAccessBlockConfiguration = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};

export const ENCRYPTION: ServerSideEncryptionConfiguration = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
};

/** The bucket's whole policy. It grants nothing: who may use the bucket is said where those roles are. */
export function tlsOnly(bucket: string, partition: string): string {
  const arn = `arn:${partition}:s3:::${bucket}`;
  const statement = {
    Sid: 'NothingWithoutTls',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

/** @throws for an origin that lets every page in, whatever the template's parameter let through */
export function corsRules(origins: string[]): CORSRule[] {
  const open = origins.find((origin) => origin.includes('*') || origin === '');
  if (open !== undefined) throw new Error(`'${open}' is no origin: name each site that may use the buckets`);
  return [
    {
      AllowedOrigins: origins,
      AllowedMethods: ['GET', 'HEAD', 'POST'],
      AllowedHeaders: ['authorization', 'content-*', 'x-amz-*'],
      ExposeHeaders: ['x-amz-server-side-encryption', 'x-amz-request-id', 'x-amz-id-2'],
      MaxAgeSeconds: PREFLIGHT_SECONDS,
    },
  ];
}

/** No user id: tags are shown in bills. */
export function bucketTags({ userId, at }: SignUp): Tag[] {
  return [
    { Key: 'CreatedBy', Value: 'bucket-creation' },
    { Key: 'User', Value: shortFingerprint(userId) },
    { Key: 'SignedUpAt', Value: at.toISOString() },
  ];
}
