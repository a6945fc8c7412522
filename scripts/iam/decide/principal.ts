import type { PolicyStatement, PrincipalElement } from '../policy/document.ts';

type Effect = PolicyStatement['effect'];

/**
 * How a resource-based policy speaks of a caller. It matters: naming the account only lets the account's own policies
 * decide, naming a role still leaves its boundary and session policies in force, naming a user, a session or everyone does not
 * (IAM User Guide, "Policy evaluation for requests within a single account" and "AWS JSON policy elements: Principal").
 */
export type PrincipalMatch = 'account' | 'everyone' | 'role' | 'user' | 'session' | 'service';

/** The caller, taken apart once a request. */
export interface Caller {
  arn: string;
  account: string;
  /** `arn:…:role/…` without its path is not known from a session's ARN: only the name is. */
  roleName: string | null;
  partition: string;
  /** Has a permissions boundary. */
  isBounded: boolean;
}

const ACCOUNT = /^\d{12}$/;

export function callerOf(arn: string, account: string, isBounded: boolean): Caller {
  const [, partition = 'aws', , , , ...rest] = arn.split(':');
  const [kind, name] = rest.join(':').split('/');
  return { arn, account, partition, roleName: kind === 'assumed-role' ? (name ?? null) : null, isBounded };
}

/** The account's root user, whom policies of its own do not bind. */
export function isRoot({ arn, account }: Pick<Caller, 'arn' | 'account'>): boolean {
  return /^arn:[\w-]+:iam::(\d{12}):root$/.exec(arn)?.[1] === account;
}

/** The closest way in which the element names the caller, or null. */
export function principalMatch(element: PrincipalElement, caller: Caller, effect: Effect): PrincipalMatch | null {
  if (!element.not) return named(element, caller);
  const isSpared = effect === 'Deny' ? isWhollyNamed(element, caller) : named(element, caller) !== null;
  return isSpared ? null : 'everyone';
}

/**
 * A Deny with NotPrincipal spares a principal whose account and, for a session, whose role are listed beside it, and
 * none that has a boundary (IAM User Guide, "AWS JSON policy elements: NotPrincipal").
 */
function isWhollyNamed(element: PrincipalElement, caller: Caller): boolean {
  const { aws } = element;
  if (aws.includes('*')) return true;
  const isIam = caller.arn.startsWith('arn:') && caller.account !== '';
  if (!isIam) return named(element, caller) === 'service';
  const isListed = (match: PrincipalMatch) => aws.some((name) => awsMatch(name, caller) === match);
  const isSelf = isRoot(caller) || aws.includes(caller.arn);
  return !caller.isBounded && isSelf && isListed('account') && (caller.roleName === null || isListed('role'));
}

const CLOSEST: PrincipalMatch[] = ['session', 'user', 'service', 'everyone', 'role', 'account'];

/** Of several ways in which a caller is named, the one that gives most. */
export function closest(matches: ReadonlySet<PrincipalMatch | null>): PrincipalMatch | null {
  return CLOSEST.find((match) => matches.has(match)) ?? null;
}

function named({ aws, service, federated, canonicalUser }: PrincipalElement, caller: Caller): PrincipalMatch | null {
  if (service.includes(caller.arn) || federated.includes(caller.arn) || canonicalUser.includes(caller.arn))
    return 'service';
  return closest(new Set(aws.map((name) => awsMatch(name, caller))));
}

function awsMatch(name: string, caller: Caller): PrincipalMatch | null {
  if (name === '*') return 'everyone';
  if (name === caller.arn) return kindOf(name);
  if (ACCOUNT.test(name)) return name === caller.account ? 'account' : null;
  const [, , service, , account, resource = ''] = name.split(':');
  if (service !== 'iam' || account !== caller.account) return null;
  if (resource === 'root') return 'account';
  return caller.roleName !== null && resource.startsWith('role/') && resource.split('/').at(-1) === caller.roleName
    ? 'role'
    : null;
}

function kindOf(arn: string): PrincipalMatch {
  const resource = arn.split(':').slice(5).join(':');
  if (resource.startsWith('role/')) return 'role';
  if (resource === 'root') return 'account';
  return resource.startsWith('user/') ? 'user' : 'session';
}
