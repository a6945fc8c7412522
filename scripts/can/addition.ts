import type { PolicyKind } from '../iam/decide/evaluate.ts';
import { compilePattern } from '../iam/decide/pattern.ts';
import type { PolicyStatement } from '../iam/policy/document.ts';
import type { Position } from '../template/source.ts';
import { isMap } from '../template/walk.ts';
import type { Account, Deployed } from './deployed.ts';
import { type Holdings, holdingsOf, principalsIn } from './holdings.ts';
import type { Target } from './named.ts';
import { arnFor, patternFor } from './placeholders.ts';
import type { Policy } from './policies.ts';

/** A statement that is missing, and the place of its document. */
export interface Addition extends Position {
  /** The file is not there yet: this role's or user's template has to include it. */
  isNewFor: string | null;
  statement: Record<string, unknown>;
}

export interface Need {
  action: string;
  target: Target;
  principal: Deployed;
  holdings: Holdings;
  ofResource: readonly Policy[];
}

/** For each kind of policy that had to allow and did not, what would; none where the repository has no such policy. */
export function additionsFor(missing: readonly PolicyKind[], need: Need, account: Account): Addition[] {
  const { ofResource, holdings } = need;
  const inResource = missing.includes('resource') || sharedWith(need) !== null;
  return missing.flatMap((kind): Addition[] => {
    if (kind === 'boundary') {
      const { boundary } = holdings;
      return boundary && !boundary.held.isOfAws ? [allowing(boundary, need, account)] : [];
    }
    if (kind === 'identity' && !inResource) return [ownAddition(need, account)];
    const home = sharedWith(need) ?? ofResource[0];
    // What both kinds lack within one account, the resource's policy gives.
    if (home === undefined || (kind === 'identity' && missing.includes('resource'))) return [];
    return [naming(home, need, account)];
  });
}

/** Each access has one home: where the resource's policy allows the action to others by name, this one joins them. */
function sharedWith({ action, target, principal, ofResource }: Need): Policy | null {
  const isShared = (statement: PolicyStatement) =>
    statement.effect === 'Allow' &&
    statement.principal?.aws.some((name) => /:(?:role|user)\//.test(name)) === true &&
    covers(statement.action.patterns, action, true) &&
    !statement.action.not &&
    (statement.resource === null || covers(statement.resource.patterns, target.arn, false));
  const found = ofResource.find(
    ({ held, document }) => held.owner.stack === principal.stack && document.statements.some(isShared),
  );
  return found ?? null;
}

function covers(patterns: readonly string[], text: string, ignoreCase: boolean): boolean {
  return patterns.some((pattern) =>
    compilePattern(pattern, { wildcards: true, variables: true, ignoreCase })(text, () => undefined),
  );
}

/** Into the policy of this role or user alone that speaks of the resource, else into the first one of its own. */
function ownAddition(need: Need, account: Account): Addition {
  const { principal, holdings, target } = need;
  const others = principalsIn(account).filter((one) => one !== principal);
  const shared = new Set(others.flatMap((one) => holdingsOf(one, account).identity.map(placeOf)));
  const own = holdings.identity.filter((policy) => !policy.held.isOfAws && !shared.has(placeOf(policy)));
  const speaks = ({ document }: Policy) =>
    document.statements.some(({ resource }) => resource?.patterns.some((pattern) => speaksOf(pattern, target)));
  const home = own.find(speaks) ?? own[0];
  if (home) return allowing(home, need, account);
  const file = newFile(principal, account);
  return { file, line: 1, column: 1, isNewFor: principal.id, statement: allow(need, principal.stack, account) };
}

function placeOf({ at }: Policy): string {
  return `${at.file}:${at.line}:${at.column}`;
}

function speaksOf(pattern: string, { resource }: Target): boolean {
  return resource?.arn != null && pattern.startsWith(resource.arn.replace(/:\*$/, ''));
}

function newFile({ logicalId }: Deployed, { held }: Account): string {
  const words = logicalId.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  const taken = new Set(held.map(({ document }) => document.at([]).file));
  const names = [words, ...Array.from(taken, (_, index) => `${words}-${index + 2}`)];
  return names.map((name) => `policies/${name}.json`).find((file) => !taken.has(file)) ?? '';
}

function allowing(home: Policy, need: Need, account: Account): Addition {
  return into(home, allow(need, home.held.owner.stack, account));
}

function allow({ action, target }: Need, stack: string, account: Account): Record<string, unknown> {
  return { Effect: 'Allow', Action: action, Resource: patternFor(target, stack, account) };
}

/** In the policy of a resource. A key's speaks of the key alone, and a role's trust policy names no resource. */
function naming(home: Policy, need: Need, account: Account): Addition {
  const { owner, document } = home.held;
  const { Resource: named, ...allowed } = allow(need, owner.stack, account);
  const resource = owner.type.startsWith('AWS::KMS::') ? '*' : named;
  const statement = {
    ...allowed,
    Principal: { AWS: arnFor(need.principal, owner.stack, account) },
    ...(document.kind === 'trust' ? {} : { Resource: resource }),
  };
  return into(home, statement);
}

/** In a template, what documents in files of their own name by `${…}` takes a function. */
function into({ held }: Policy, statement: Record<string, unknown>): Addition {
  const at = held.document.at(['Statement']);
  const isInline = at.file === held.owner.source.template;
  return { ...at, isNewFor: null, statement: isInline ? (withSub(statement) as Record<string, unknown>) : statement };
}

function withSub(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('${') ? { 'Fn::Sub': value } : value;
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withSub(part)]));
}
