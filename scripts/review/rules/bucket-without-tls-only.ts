import type { Rule } from '../model.ts';
import { type BucketPart, shutToPlain } from './facts/tls.ts';

export const bucketWithoutTlsOnly: Rule = {
  id: 'bucket-without-tls-only',
  code: null,
  severity: 'warning',
  summary: 'A bucket that takes requests without TLS',
  why: 'Data and signatures go over the network in the open (Amazon S3 User Guide, "Security best practices for Amazon S3": enforce encryption of data in transit).',
  check: {
    of: 'template',
    look: ({ resources, documents }) =>
      resources
        .filter(({ type }) => type === 'AWS::S3::Bucket')
        .flatMap((bucket) => {
          const message = messageFor(shutToPlain(documents, resources, bucket));
          if (message === null) return [];
          const fix =
            '{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}}';
          return [{ message, fix, at: bucket.keyAt([]), logicalId: bucket.logicalId, statement: null }];
        }),
  },
};

function messageFor(shut: ReadonlySet<BucketPart>): string | null {
  if (shut.size === 0) return 'no policy denies requests without TLS to the bucket';
  if (!shut.has('bucket')) return 'requests without TLS are denied to the objects only, not to the bucket';
  return shut.has('objects') ? null : 'requests without TLS are denied to the bucket only, not to its objects';
}
