import type { ReviewedDocument, ReviewedResource } from '../../access/model.ts';
import type { Rule } from '../model.ts';
import { statementsIn, textsAt } from './facts/statements.ts';

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
        .filter(
          ({ type, logicalId }) =>
            type === 'AWS::S3::Bucket' && !documents.some((document) => deniesPlain(document, resources, logicalId)),
        )
        .map((bucket) => ({
          message: 'no policy denies requests without TLS to the bucket',
          fix: '{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}}',
          at: bucket.keyAt([]),
          logicalId: bucket.logicalId,
          statement: null,
        })),
  },
};

function deniesPlain(document: ReviewedDocument, resources: readonly ReviewedResource[], bucket: string): boolean {
  const policy = resources.find(({ logicalId }) => logicalId === document.owner?.logicalId);
  const made = resources.find(({ logicalId }) => logicalId === bucket);
  const names = [`\${${bucket}}`, made?.properties.BucketName];
  if (
    document.owner?.type !== 'AWS::S3::BucketPolicy' ||
    !textsAt(policy?.properties.Bucket, []).some(({ text }) => names.includes(text))
  )
    return false;
  return statementsIn(document).some(
    ({ effect, conditions }) =>
      effect === 'Deny' &&
      conditions.some(
        ({ lower, values }) =>
          (lower === 'aws:securetransport' && values.some(({ text }) => text === 'false')) || lower === 's3:tlsversion',
      ),
  );
}
