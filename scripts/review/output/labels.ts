import { posix } from 'node:path';
import type { Unit } from '../../access/units.ts';

/** Short names for people, of ARNs and symbols as they stand in policies. */
export interface Naming {
  /** The stack in which the policy stands, '' for a document that stands alone: its symbols are of no stack. */
  stack: string;
  names: Names;
  /** What resources are called whose names the templates give, by `physicalKey`. */
  physical?: ReadonlyMap<string, string>;
}

/** What principals are called, `stack/LogicalId`, by ARN. */
export type Names = ReadonlyMap<string, string>;

export const EVERYONE = 'everyone';

const SYMBOL = /^\$\{(?:([^{}:]+)::)?([A-Za-z0-9]+)(?:\.[^{}]*)?\}/;

/** Symbols have colons of their own. */
const COLON = /:(?![^{}]*\})/;
const SEPARATOR = /[:/](?![^{}]*\})/;

/** The stack of what is called `stack/LogicalId`; a file that stands alone has none. */
export function stackOf(name: string): string {
  return /\.(?:json|ya?ml|template)$/.test(name) ? '' : posix.dirname(name);
}

export function namesOf(units: readonly Pick<Unit, 'arn' | 'name'>[]): Names {
  return new Map(units.flatMap(({ arn, name }) => (arn === null ? [] : [[arnKey(arn, stackOf(name)), name] as const])));
}

/** By its ARN, or by one that ends with what `Ref` of it gives. */
function nameOf(arn: string, naming: Naming): string | null {
  const known = naming.names.get(arnKey(arn, naming.stack));
  if (known !== undefined) return known;
  const last = /:(?:role|user)\/(?:.*\/)?(\$\{[^{}]*\})$/.exec(arn)?.[1];
  const label = last === undefined ? null : symbolLabel(last, naming);
  return label !== null && [...naming.names.values()].includes(label) ? label : null;
}

/** Two stacks may have a parameter of the same name. */
function arnKey(arn: string, stack: string): string {
  return /\$\{(?!AWS::)/.test(arn) ? `${stack} ${arn}` : arn;
}

export function principalLabel(written: string, naming: Naming): string {
  const text = written.replaceAll('${AWS::Partition}', 'aws');
  if (text === '*' || /^arn:[^:]*:iam::\*:/.test(text)) return EVERYONE;
  const known = nameOf(text, naming) ?? symbolLabel(text, naming);
  if (known !== null) return known;
  if (/^\d{12}$/.test(text)) return accountLabel(text, naming);
  const [start, , service = '', , account = '', ...more] = text.split(COLON);
  if (start !== 'arn' || !/^(iam|sts)$/.test(service)) return text;
  const rest = more.join(':');
  if (rest === 'root') return accountLabel(account, naming);
  const provider = /^(?:oidc|saml)-provider\/(.+)$/.exec(rest)?.[1];
  if (provider !== undefined) return readable(provider, naming);
  const every = /^(role|user)\/\*$/.exec(rest)?.[1];
  return `${every === undefined ? readable(rest, naming) : `every ${every}`} of ${accountLabel(account, naming)}`;
}

function accountLabel(account: string, naming: Naming): string {
  return account === '${AWS::AccountId}' ? 'this account' : `account ${readable(account, naming)}`;
}

/** A bucket for its objects, a table for its indexes: what people think of as one. */
export function resourceLabel(text: string, naming: Naming): string {
  return naming.physical?.get(physicalKey(text, naming)) ?? labelAsWritten(text, naming);
}

/** By service, as resources of two services may share a parameter for their names, and by account where it is told. */
export function physicalKey(arn: string, naming: Naming): string {
  const [, , service, , account = ''] = arn.split(COLON);
  return JSON.stringify([service, /^\d/.test(account) ? account : '', labelAsWritten(arn, naming)]);
}

function labelAsWritten(written: string, naming: Naming): string {
  const text = written.replaceAll('${AWS::Partition}', 'aws');
  if (text === '*') return 'any resource';
  const known = nameOf(text, naming) ?? symbolLabel(text, naming);
  if (known !== null) return known;
  const [start, , service = '', , , ...more] = text.split(COLON);
  if (start !== 'arn' || more.length === 0) return readable(text, naming);
  const segments = more
    .join(':')
    .split(SEPARATOR)
    .filter((segment) => segment !== '' && segment !== '*');
  const isPath = segments[0] === 'log-group' || segments[0] === 'role';
  const named = service === 's3' ? segments.slice(0, 1) : isPath ? segments : segments.slice(0, 2);
  const symbol = named.length > 0 && !isPath ? symbolLabel(named.at(-1) ?? '', naming, true) : null;
  return (
    symbol ??
    ([service, named.map((segment) => readable(segment, naming)).join('/')].join(' ').trim() || readable(text, naming))
  );
}

function symbolLabel(text: string, { stack }: Naming, isWhole = false): string | null {
  const [symbol = '', other, name = ''] = SYMBOL.exec(text) ?? [];
  if (symbol === '' || other === 'AWS' || (isWhole && symbol !== text)) return null;
  return posix.join(other ?? stack, name);
}

function readable(text: string, { stack }: Naming): string {
  return text.replace(/\$\{(?:([^{}:]+)::)?([^{}]*)\}/g, (_symbol, other: string | undefined, name: string) =>
    other === 'AWS' ? `{${name}}` : `{${posix.join(other ?? stack, name)}}`,
  );
}

const NAMED = 2;
const SERVICES = 3;

/** `s3: GetObject, PutObject; sqs: 5 actions`. */
export function actionsLabel(actions: Iterable<string>): string {
  const services = new Map<string, Set<string>>();
  for (const text of actions) {
    if (/^\*+(:\*+)?$/.test(text)) return 'everything';
    const [service = '', name = ''] = text.split(':');
    services.set(service, (services.get(service) ?? new Set()).add(name));
  }
  const told = [...services].slice(0, SERVICES).map(([service, names]) => {
    if (names.has('*')) return `${service}: everything`;
    return `${service}: ${names.size > NAMED ? `${names.size} actions` : [...names].join(', ')}`;
  });
  const left = services.size - told.length;
  return [...told, ...(left > 0 ? [`${left} more services`] : [])].join('; ');
}
