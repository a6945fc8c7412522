import type { ReviewedDocument } from '../../../access/model.ts';
import { actionsOf, isWild } from '../../../access/stated/actions.ts';
import type { Stated, StatedCondition } from '../../../access/stated/statements.ts';
import { takesOnlyStar } from '../../../iam/catalog/actions.ts';
import type { Catalog } from '../../../iam/catalog/catalog.ts';
import { exampleArn } from '../../../iam/catalog/example-arn.ts';
import type { Surroundings } from '../../model.ts';
import { isVoid, typeOf } from './conditions.ts';
import { kindOf } from './kinds.ts';
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

/**
 * What the actions let be done to a resource's own policy, so that others get at it; empty where they do not (IAM User
 * Guide, "Access levels in policy summaries": Permissions management).
 */
export function exposure(scoped: readonly string[], catalog: Catalog): string {
  const exposing = scoped.find((text) => {
    const [action] = isWild(text) || /^(iam|sso|organizations):/i.test(text) ? [] : actionsOf(catalog, text);
    return action?.accessLevel === 'Permissions management' && OPENING.test(action.name);
  });
  return exposing === undefined ? '' : `; with ${exposing} any of them can be opened to other accounts`;
}

const OPENING =
  /:(Put|Add|Create|Set|Update|Modify|Authorize)\w*(Policy|Permissions?|Acl|Grant|Share|DataShare|SnapshotAccess|(Queue|Topic|Snapshot)Attributes?)$/;

/** Its data sets are beside the point: a metric has no ARN (Amazon CloudWatch User Guide, "Permissions reference"). */
export const STAR_ALONE = ['cloudwatch:putmetricdata'];

/** The action patterns of an identity policy's Allow that are about resources with ARNs, and only about such. */
export function scopable(statement: Stated, document: ReviewedDocument, all: Surroundings): string[] {
  const { actions, conditions } = statement;
  const { catalog } = all;
  const byTag = conditions.some(
    (condition) =>
      (isTagOf(condition, statement) ||
        /^aws:resource(account|orgid)$/.test(condition.lower) ||
        namesResource(condition, all)) &&
      !condition.means?.negated &&
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

/** Only the requests of its own service have `ec2:ResourceTag/…`. */
function isTagOf({ lower }: StatedCondition, { actions }: Stated): boolean {
  const service = /^([\w-]+):resourcetag\//.exec(lower)?.[1];
  if (service === undefined || service === 'aws') return service === 'aws';
  return actions.some(({ text }) => text.toLowerCase().startsWith(`${service}:`) || /^[*?]/.test(text));
}

/** An ARN in a service's own key, such as `ecs:cluster`; those of IAM say what is given, not to whom. */
function namesResource(condition: StatedCondition, all: Surroundings): boolean {
  const isOwn = !/^(aws|iam|sts|kms):/.test(condition.lower) && condition.means?.operator !== 'Null';
  return isOwn && typeOf(condition, all)?.type === 'ARN';
}
