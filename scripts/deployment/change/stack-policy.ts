import type { ResourceChange } from '../../aws/changes.ts';
import { compilePattern } from '../../iam/decide/pattern.ts';
import { isMap } from '../../template/walk.ts';
import type { PolicyDenial } from '../plan.ts';

/**
 * The changes that a stack policy does not let through. An explicit Deny wins; what no statement allows is denied;
 * adding a resource is never a matter of the policy.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html
 */
export function policyDenials(
  policy: Record<string, unknown> | null,
  changes: readonly ResourceChange[],
): PolicyDenial[] {
  if (policy === null) return [];
  const statements = [policy.Statement].flat().filter(isMap);
  return changes.flatMap((change) =>
    actionsOf(change).flatMap((action): PolicyDenial[] => {
      const matching = statements.filter((statement) => applies(statement, action, change));
      const denying = matching.find(({ Effect }) => Effect === 'Deny');
      if (denying === undefined && matching.some(({ Effect }) => Effect === 'Allow')) return [];
      const statement = denying === undefined ? null : nameOf(denying, statements.indexOf(denying));
      return [{ logicalId: change.logicalId, action, statement }];
    }),
  );
}

/** What may replace counts as replacing and as modifying; what is not known before it is executed, as anything. */
function actionsOf({ action, replacement }: ResourceChange): string[] {
  if (action === 'Remove') return ['Update:Delete'];
  if (action === 'Dynamic') return ['Update:Modify', 'Update:Replace', 'Update:Delete'];
  if (action !== 'Modify') return [];
  if (replacement === 'True') return ['Update:Replace'];
  return replacement === 'Conditional' ? ['Update:Modify', 'Update:Replace'] : ['Update:Modify'];
}

/**
 * A statement that stack policies do not know (another principal, another condition) allows nothing; as a Deny it counts,
 * for a refusal that comes as a surprise costs a rollback.
 */
function applies(statement: Record<string, unknown>, action: string, { logicalId, type }: ResourceChange): boolean {
  const { Effect, Principal, Action, NotAction, Resource, NotResource, Condition } = statement;
  const otherwise = Effect === 'Deny';
  return (
    (Principal === '*' || otherwise) &&
    covers(Action, NotAction, action) &&
    covers(Resource, NotResource, `LogicalResourceId/${logicalId}`) &&
    (meets(Condition, type) ?? otherwise)
  );
}

function covers(listed: unknown, excepted: unknown, text: string): boolean {
  return listed === undefined && excepted !== undefined ? !matchesAny(excepted, text) : matchesAny(listed, text);
}

function matchesAny(patterns: unknown, text: string): boolean {
  return [patterns].flat().some((pattern) => typeof pattern === 'string' && globMatches(pattern, text));
}

/** The one key that stack policies know is ResourceType; null for any other condition. */
function meets(condition: unknown, type: string): boolean | null {
  if (condition === undefined) return true;
  if (!isMap(condition)) return null;
  const outcomes = Object.entries(condition).map(([operator, keys]) => {
    if (!isMap(keys) || Object.keys(keys).some((key) => key !== 'ResourceType')) return null;
    if (operator === 'StringLike') return matchesAny(keys.ResourceType, type);
    return operator === 'StringEquals' ? [keys.ResourceType].flat().includes(type) : null;
  });
  if (outcomes.includes(false)) return false;
  return outcomes.includes(null) ? null : true;
}

function globMatches(pattern: string, text: string): boolean {
  return compilePattern(pattern, { wildcards: true, variables: false })(text, () => undefined);
}

function nameOf({ Sid }: Record<string, unknown>, place: number): string {
  return typeof Sid === 'string' && Sid !== '' ? Sid : String(place);
}
