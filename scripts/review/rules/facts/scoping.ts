import type { ReviewedDocument } from '../../../access/model.ts';
import { takesOnlyStar } from '../../../iam/catalog/actions.ts';
import type { Catalog } from '../../../iam/catalog/catalog.ts';
import { exampleArn } from '../../../iam/catalog/example-arn.ts';
import type { Surroundings } from '../../model.ts';
import { actionsOf, isWild } from './actions.ts';
import { isVoid, typeOf } from './conditions.ts';
import { kindOf } from './kinds.ts';
import type { Stated, StatedCondition } from './statements.ts';
import { withPartition } from './symbols.ts';

export function exampleFor(action: string, catalog: Catalog): string {
  const [first] = actionsOf(catalog, action).filter((found) => !takesOnlyStar(found));
  const where = { partition: '${AWS::Partition}', region: '${AWS::Region}', account: '${AWS::AccountId}' };
  return first ? exampleArn(first, where) : 'arn:aws:…';
}

/** `*`, and the ARN of whatever a service has: `arn:aws:s3:::*`, `arn:aws:logs:*:*:*`. */
export function isEverything(resource: string): boolean {
  return /^\*+$|^arn:[^:]*:[^:]*:\**:\**:\*+(\/\*+)?$/.test(withPartition(resource));
}

/** Its data sets are beside the point: a metric has no ARN (Amazon CloudWatch User Guide, "Permissions reference"). */
export const STAR_ALONE = ['cloudwatch:putmetricdata'];

/** The action patterns of an identity policy's Allow that are about resources with ARNs, and only about such. */
export function scopable({ actions, conditions }: Stated, document: ReviewedDocument, all: Surroundings): string[] {
  const { catalog } = all;
  const byTag = conditions.some(
    (condition) =>
      (/resourcetag\/|^aws:resource(account|orgid)$/.test(condition.lower) || namesResource(condition, all)) &&
      !isVoid(condition),
  );
  if (kindOf(document) !== 'identity' || byTag) return [];
  return actions
    .map(({ text }) => text)
    .filter((text) => {
      const found =
        /^\*+(:\*+)?$/.test(text) || STAR_ALONE.includes(text.toLowerCase()) ? [] : actionsOf(catalog, text);
      return (
        found.length > 0 &&
        found.filter(takesOnlyStar).length * 2 < found.length &&
        (isWild(text) || !found.some(takesOnlyStar))
      );
    });
}

/** An ARN in a service's own key, such as `ecs:cluster`; those of IAM say what is given, not to whom. */
function namesResource(condition: StatedCondition, all: Surroundings): boolean {
  const isOwn = !/^(aws|iam|sts|kms):/.test(condition.lower) && condition.means?.operator !== 'Null';
  return isOwn && typeOf(condition, all)?.type === 'ARN';
}
