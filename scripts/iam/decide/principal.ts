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
  /** Has a permissions boundary. */
  isBounded: boolean;
}

const ACCOUNT = /^\d{12}$/;
const SESSION = /^arn:[\w-]+:sts::\d*:assumed-role\/([^/]+)/;

export function callerOf(arn: string, account: string, isBounded: boolean): Caller {
  return { arn, account, roleName: SESSION.exec(arn)?.[1] ?? null, isBounded };
}

/** The account's root user, whom policies of its own do not bind. */
export function isRoot({ arn, account }: Pick<Caller, 'arn' | 'account'>): boolean {
  return /^arn:[\w-]+:iam::(\d{12}):root$/.exec(arn)?.[1] === account;
}

/** The closest way in which a principal element names the caller, or null. */
export type PrincipalTest = (caller: Caller) => PrincipalMatch | null;

export function compilePrincipal(element: PrincipalElement, effect: Effect): PrincipalTest {
  const names = element.aws.map(compileName);
  const named = anyOf(names, [...element.service, ...element.federated, ...element.canonicalUser]);
  if (!element.not) return named;
  const isSpared = effect === 'Deny' ? wholly(element, names, named) : (caller: Caller) => named(caller) !== null;
  return (caller) => (isSpared(caller) ? null : 'everyone');
}

/**
 * A Deny with NotPrincipal spares a principal whose account and, for a session, whose role are listed beside it, and
 * none that has a boundary (IAM User Guide, "AWS JSON policy elements: NotPrincipal").
 */
function wholly({ aws }: PrincipalElement, names: PrincipalTest[], named: PrincipalTest) {
  return (caller: Caller): boolean => {
    if (aws.includes('*')) return true;
    if (!caller.arn.startsWith('arn:') || caller.account === '') return named(caller) === 'service';
    const isListed = (match: PrincipalMatch) => names.some((name) => name(caller) === match);
    const isSelf = isRoot(caller) || aws.includes(caller.arn);
    return !caller.isBounded && isSelf && isListed('account') && (caller.roleName === null || isListed('role'));
  };
}

const CLOSEST: PrincipalMatch[] = ['session', 'user', 'service', 'everyone', 'role', 'account'];

/** Of several ways in which a caller is named, the one that gives most. */
export function closest(matches: readonly PrincipalMatch[]): PrincipalMatch | null {
  if (matches.length < 2) return matches[0] ?? null;
  return CLOSEST.find((match) => matches.includes(match)) ?? null;
}

function anyOf(names: readonly PrincipalTest[], others: readonly string[]): PrincipalTest {
  const [only] = names;
  if (names.length === 1 && only && others.length === 0) return only;
  return (caller) => (others.includes(caller.arn) ? 'service' : closest(names.flatMap((name) => name(caller) ?? [])));
}

function compileName(name: string): PrincipalTest {
  if (name === '*') return () => 'everyone';
  if (ACCOUNT.test(name)) return ({ account }) => (name === account ? 'account' : null);
  const own = kindOf(name);
  const [, , service, , account, resource = ''] = name.split(':');
  const isAccount = service === 'iam' && resource === 'root';
  const role = service === 'iam' && resource.startsWith('role/') ? (resource.split('/').at(-1) ?? null) : null;
  return (caller) => {
    if (name === caller.arn) return own;
    if (account !== caller.account) return null;
    if (isAccount) return 'account';
    return role !== null && role === caller.roleName ? 'role' : null;
  };
}

function kindOf(arn: string): PrincipalMatch {
  const resource = arn.split(':').slice(5).join(':');
  if (resource.startsWith('role/')) return 'role';
  if (resource === 'root') return 'account';
  return resource.startsWith('user/') ? 'user' : 'session';
}
