import type { ReviewedDocument } from '../../../access/model.ts';
import { actionsOf } from '../../../access/stated/actions.ts';
import type { Stated } from '../../../access/stated/statements.ts';
import { takesOnlyStar } from '../../../iam/catalog/actions.ts';
import { canActOn } from '../../../iam/catalog/resource-types.ts';
import type { Surroundings } from '../../model.ts';
import { bucketPart } from './buckets.ts';
import type { Told } from './checks.ts';

/** Actions of S3 that none of the statement's resources fits, where those are all of the other kind. */
export function mismatched(
  { actions, resources }: Stated,
  document: ReviewedDocument,
  all: Surroundings,
  named: 'bucket' | 'object',
): Told[] {
  const parts = new Set(resources.map(({ text }) => bucketPart(text, document, all)));
  if (parts.size !== 1 || !parts.has(named)) return [];
  const sample = named === 'bucket' ? 'arn:aws:s3:::bucket' : 'arn:aws:s3:::bucket/object';
  return actions
    .filter(({ text }) => {
      const found = /^s3:/i.test(text) ? actionsOf(all.catalog, text) : [];
      return (
        found.length > 0 && !found.some((action) => canActOn(all.catalog, action, sample)) && !found.some(takesOnlyStar)
      );
    })
    .map(({ text, path }) => ({
      path,
      message:
        named === 'bucket'
          ? `${text} works on objects, and the resource is a bucket`
          : `${text} works on a bucket, and the resource is its objects`,
      fix:
        named === 'bucket'
          ? `"Resource": "${resources[0]?.text}/*"`
          : `"Resource": "${resources[0]?.text.replace(/\/.*$/, '')}"`,
    }));
}
