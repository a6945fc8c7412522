import { actionsOf, isWild } from '../../../access/stated/actions.ts';
import { textsAt } from '../../../access/stated/statements.ts';
import { takesOnlyStar } from '../../../iam/catalog/actions.ts';
import type { Action } from '../../../iam/catalog/catalog.ts';
import { exampleArn } from '../../../iam/catalog/example-arn.ts';
import { isMap } from '../../../template/walk.ts';
import type { Surroundings } from '../../model.ts';
import { STAR_ALONE } from './scoping.ts';

const HERE = { partition: '${AWS::Partition}', region: '${AWS::Region}', account: '${AWS::AccountId}' };

/** So long is what can be pasted and read. */
const MOST_ACTIONS = 8;
const MOST_ARNS = 4;

/**
 * The first of what a managed policy of AWS allows, as statements with the ARNs of this account: to be cut down to what is
 * called. Null for a policy that AWS does not have, and for one of many services.
 */
export function narrowedStatement(policy: string, all: Surroundings): string | null {
  const document = all.managedPolicies.documentOf(policy.replace('${AWS::Partition}', 'aws'));
  const patterns = allowedBy(document);
  const service = serviceOf(policy, patterns);
  // Who administers IAM can take any permission: nothing of it is a start.
  if (service === null || service === 'iam') return null;
  const actions = patterns
    .filter((pattern) => pattern.startsWith(`${service}:`))
    .flatMap((pattern) => (isWild(pattern) ? usual(pattern, all) : actionsOf(all.catalog, pattern).slice(0, 1)));
  const once = [...new Map(actions.map((action) => [action.name, action])).values()].slice(0, MOST_ACTIONS);
  const scoped = once.filter((action) => !isAlone(action));
  const named = scoped.length > 0 ? scoped : once;
  const arns = scoped.length > 0 ? [...new Set(scoped.map((action) => exampleArn(action, HERE)))] : ['*'];
  if (named.length === 0 || arns.length > MOST_ARNS) return null;
  return JSON.stringify({ Effect: 'Allow', Action: named.map(({ name }) => name), Resource: arns });
}

/** The only one, or the one that the policy is called after: others are beside it, such as the roles that it is given. */
function serviceOf(policy: string, patterns: readonly string[]): string | null {
  const services = [...new Set(patterns.map((pattern) => pattern.split(':')[0] ?? ''))];
  const name = policy
    .replace(/^.*\//, '')
    .replace(/^(Amazon|AWS)/, '')
    .toLowerCase();
  const [named] = services.filter((one) => name.startsWith(one)).sort((one, other) => other.length - one.length);
  return services.length === 1 ? (services[0] ?? null) : (named ?? null);
}

/** It takes `*`, by the reference or in practice. */
function isAlone(action: Action): boolean {
  return takesOnlyStar(action) || STAR_ALONE.includes(action.name.toLowerCase());
}

function allowedBy(document: unknown): string[] {
  if (!isMap(document)) return [];
  const statements = [document.Statement].flat().filter(isMap);
  return statements.flatMap(({ Effect, Action: action }) =>
    Effect === 'Allow' ? textsAt(action, []).map(({ text }) => text) : [],
  );
}

/** One that reads and one that writes, of the shortest names, which are those of the plainest operations. */
function usual(pattern: string, { catalog }: Surroundings): Action[] {
  const found = actionsOf(catalog, pattern).filter((action) => !takesOnlyStar(action));
  return (['Read', 'Write'] as const).flatMap((level) => {
    const [shortest] = found
      .filter(({ accessLevel }) => accessLevel === level)
      .sort((one, other) => one.name.length - other.name.length);
    return shortest ?? [];
  });
}
