import type { PrincipalElement } from '../policy/document.ts';
import type { Atom, Known } from './atom.ts';
import { anything, filled, type Glob, globOf } from './glob.ts';

/** Who acts, and what AWS itself says of them in the context of their requests. Keys in lower case. */
export interface Caller {
  /** An ARN, a service's or a provider's name, or `*`. Of an unnamed one an ARN that no policy names. */
  principal: string;
  account: string;
  /** Whom a gain of this caller is told for: the principal, or for an unnamed one all like it. */
  label: string;
  /** Keys with one possible value; null: never there. */
  fixed: ReadonlyMap<string, string | null>;
  /** What the values of other keys of the principal look like. */
  limits: ReadonlyMap<string, Glob>;
  /** Keys that are never absent. */
  present: ReadonlySet<string>;
  /** ARNs that are other callers. */
  named: ReadonlySet<string>;
  /** Further globs among which the values of a key are told apart. */
  refinements(key: string, all: readonly Atom[]): Glob[];
}

const known = new WeakMap<Caller, Known>();

/** What is known of a caller before anything is asked. */
export function fixedKeys(caller: Caller): Known {
  let keys = known.get(caller);
  if (keys === undefined) {
    keys = new Map([...caller.fixed].map(([key, value]) => [key, value === null ? undefined : [value]]));
    known.set(caller, keys);
  }
  return keys;
}

const FRESH_ACCOUNT = '123456789012';
const ACCOUNT_ID = /(?<!\d)\d{12}(?!\d)/g;
/** A policy that speaks of more accounts than this is compared for these and one more. */
const MOST_ACCOUNTS = 16;

const NOBODY_ELSE: ReadonlySet<string> = new Set();
const NO_LIMITS: ReadonlyMap<string, Glob> = new Map();
const none = () => [];

/** The callers to whom a comparison for one principal speaks: it, and a role's sessions that a policy names. */
export function callersOf(principal: string, elements: readonly PrincipalElement[]): Caller[] {
  const account = principal.split(':')[4] ?? '';
  const role = /:role\/(?:.*\/)?([^/]+)$/.exec(principal)?.[1];
  const sessions =
    role === undefined ? [] : namesIn(elements).filter((name) => name.startsWith(sessionsOf(principal, account, role)));
  return [callerNamed(principal), ...sessions.map((session) => callerNamed(session, principal))];
}

function sessionsOf(roleArn: string, account: string, role: string): string {
  return `arn:${roleArn.split(':')[1]}:sts::${account}:assumed-role/${role}/`;
}

/** Everybody whom the policies can tell apart: who is named, and unnamed users and roles of each account. */
export function allCallers(elements: readonly PrincipalElement[], texts: readonly string[]): Caller[] {
  const names = namesIn(elements);
  const accounts = new Set(
    [...names, ...texts].flatMap((text) => text.match(ACCOUNT_ID) ?? []).slice(0, MOST_ACCOUNTS),
  );
  const arns = names.filter((name) => name.startsWith('arn:') && !name.endsWith(':root'));
  const outside = elements.flatMap(({ service, federated, canonicalUser }) => [
    ...service,
    ...federated,
    ...canonicalUser,
  ]);
  const fresh =
    [FRESH_ACCOUNT, '210987654321', '345678901234'].find((account) => !accounts.has(account)) ?? FRESH_ACCOUNT;
  const everyone = elements.length > 0 ? [anonymous()] : [];
  return [
    ...everyone,
    ...[...accounts, fresh].flatMap((account) => unnamedOf(account, account === fresh ? '*' : account, arns)),
    ...[...new Set(arns)].map((arn) => callerNamed(arn)),
    ...[...new Set(outside)].map(outsider),
  ];
}

function namesIn(elements: readonly PrincipalElement[]): string[] {
  return [...new Set(elements.flatMap(({ aws }) => aws))];
}

/** @param role the ARN of a session's role, where its path is known */
function callerNamed(arn: string, role?: string): Caller {
  const [, partition = 'aws', , , account = '', ...rest] = arn.split(':');
  const [kind, ...names] = rest.join(':').split('/');
  const ofIam = { principal: arn, account, label: arn, named: NOBODY_ELSE, refinements: none };
  if (kind === 'assumed-role') {
    const ownRole = role ?? `arn:${partition}:iam::${account}:role/${names[0] ?? ''}`;
    return { ...ofIam, ...ofRole(ownRole, account, globOf(`AROA*:${names.slice(1).join('/')}`)) };
  }
  if (kind === 'role') return { ...ofIam, ...ofRole(arn, account, globOf('AROA*:*')) };
  if (kind === 'user') {
    const fixed = { ...iamKeys(arn, account, 'User'), 'aws:username': names.at(-1) ?? null };
    return { ...ofIam, fixed: keys(fixed), limits: new Map([['aws:userid', globOf('AIDA*')]]), present: USER_ID };
  }
  return {
    ...ofIam,
    fixed: keys({ ...iamKeys(arn, account, null), 'aws:username': null }),
    limits: NO_LIMITS,
    present: NOBODY_ELSE,
  };
}

const USER_ID: ReadonlySet<string> = new Set(['aws:userid']);

function ofRole(role: string, account: string, userId: Glob) {
  const fixed = keys({ ...iamKeys(role, account, 'AssumedRole'), 'aws:username': null });
  return { fixed, limits: new Map([['aws:userid', userId]]), present: USER_ID };
}

/** Keys of all principals of IAM (IAM User Guide, "AWS global condition context keys", properties of the principal). */
function iamKeys(arn: string, account: string, type: string | null): Record<string, string | null> {
  return {
    'aws:principalarn': arn,
    'aws:principalaccount': account,
    ...(type === null ? {} : { 'aws:principaltype': type }),
    'aws:principalservicename': null,
  };
}

function keys(values: Record<string, string | null>): Map<string, string | null> {
  return new Map(Object.entries(values));
}

function unnamedOf(account: string, shown: string, named: readonly string[]): Caller[] {
  return (['role', 'user'] as const).map((kind) => unnamed(kind, account, shown, named));
}

/** A user or role of the account that no policy names: its ARN and name are whatever a condition asks for. */
function unnamed(kind: 'user' | 'role', account: string, shown: string, named: readonly string[]): Caller {
  const start = `arn:aws:iam::${account}:${kind}/`;
  const isUser = kind === 'user';
  return {
    principal: `${start}someone`,
    account,
    label: `arn:aws:iam::${shown}:${kind}/*`,
    fixed: keys({
      'aws:principalaccount': account,
      'aws:principaltype': isUser ? 'User' : 'AssumedRole',
      'aws:principalservicename': null,
      ...(isUser ? {} : { 'aws:username': null }),
    }),
    limits: new Map([
      ['aws:principalarn', globOf(`${start}?*`)],
      ['aws:userid', globOf(isUser ? 'AIDA*' : 'AROA*:*')],
    ]),
    present: new Set(['aws:principalarn', 'aws:userid', ...(isUser ? ['aws:username'] : [])]),
    named: new Set(named),
    refinements: isUser ? (key, all) => (key === 'aws:principalarn' ? userNames(start, all) : []) : none,
  };
}

/** Users are told apart by what their name, the last part of the ARN, is compared with. */
function userNames(start: string, all: readonly Atom[]): Glob[] {
  const compared = all.filter(({ tested }) => 'key' in tested && tested.key === 'aws:username');
  return compared.flatMap(({ patterns }) =>
    patterns.flatMap(([pattern = []]) =>
      [start, `${start}*/`].flatMap((before) => {
        const head = globOf(before).parts[0] ?? [];
        return filled([[...head, ...pattern]], anything) ?? [];
      }),
    ),
  );
}

/** Requests without a signature carry `anonymous` in these keys, and no ARN. */
function anonymous(): Caller {
  return outsiderWith('*', {
    'aws:principalaccount': 'anonymous',
    'aws:principaltype': 'Anonymous',
    'aws:userid': 'anonymous',
    'aws:principalservicename': null,
  });
}

/** A service, an identity provider or a canonical user. */
function outsider(name: string): Caller {
  const isService = name.endsWith('.amazonaws.com');
  const service = { 'aws:principalisawsservice': 'true', 'aws:principalservicename': name };
  return outsiderWith(name, { 'aws:principalaccount': null, ...(isService ? service : {}) });
}

function outsiderWith(principal: string, fixed: Record<string, string | null>): Caller {
  return {
    principal,
    account: '',
    label: principal,
    fixed: keys({ 'aws:principalarn': null, 'aws:username': null, ...fixed }),
    limits: NO_LIMITS,
    present: NOBODY_ELSE,
    named: NOBODY_ELSE,
    refinements: none,
  };
}
