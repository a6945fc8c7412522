import type { UserError } from '../cli/errors.ts';
import { mistake } from '../template/mistake.ts';
import { didYouMean } from '../template/near-names.ts';
import type { Account, Deployed } from './deployed.ts';
import { textsIn } from './deployed.ts';
import { principalsIn } from './holdings.ts';

/**
 * The role or user that a person means: by logical id, `stack/LogicalId`, physical name or ARN, a session's included.
 * @throws UserError for none, and for several
 */
export function principalNamed(text: string, account: Account): Deployed {
  const principals = principalsIn(account);
  const session = /^arn:[^:]*:sts::\d{12}:assumed-role\/([^/]+)\//.exec(text)?.[1];
  const found = principals.filter(({ id, logicalId, name, arn }) =>
    session === undefined ? [id, logicalId, name, arn].includes(text) : name === session,
  );
  const [one, ...others] = found;
  if (one === undefined) throw unknownPrincipal(text, account);
  if (others.length > 0) throw ambiguous('--role', text, found);
  return one;
}

function unknownPrincipal(text: string, account: Account): UserError {
  const principals = principalsIn(account);
  const [lambda] = account.resources.filter(
    ({ type, id, logicalId, name }) => type === 'AWS::Lambda::Function' && [id, logicalId, name].includes(text),
  );
  const role = lambda && principals.find(({ arn }) => arn !== null && textsIn(lambda.properties.Role).includes(arn));
  if (role) return mistake(`${lambda.id} is a function that runs as a role: --role ${role.id}`);
  const known = principals.flatMap(({ id, logicalId, name, arn }) => {
    if (text.startsWith('arn:')) return arn ?? [];
    return text.includes('/') ? id : [logicalId, name];
  });
  return mistake(`no role or user of the stacks is called '${text}'${didYouMean(text, [...new Set(known)])}`);
}

/** What a person asks to act on. */
export interface Target {
  /** `*`, or an ARN. */
  arn: string;
  /** The resource of a stack that it is or lies in. */
  resource: Deployed | null;
  /** What follows that resource's ARN, such as `/some/key`. */
  rest: string;
}

/**
 * The ARN, `*`, or the logical id that a person names, with what follows it: `lab/LabBucket/some/key`.
 * @throws UserError for what no stack has, and for what several have
 */
export function targetNamed(text: string, action: string, account: Account): Target {
  if (text === '*') return { arn: '*', resource: null, rest: '' };
  if (text.startsWith('arn:')) return targetAt(text, account);
  const [, name = '', rest = ''] = /^\$\{([\w/-]+)(?:\.\w+)?\}(.*)$/s.exec(text) ?? [text, text];
  const found = account.resources.flatMap((resource) => {
    const after = [resource.id, resource.logicalId].flatMap((known) => following(name, known));
    return after.slice(0, 1).map((more) => ({ resource, rest: `${more}${rest}` }));
  });
  const [one, ...others] = found;
  if (one === undefined) throw unknownResource(name, account);
  if (others.length > 0)
    throw ambiguous(
      '--resource',
      text,
      found.map(({ resource }) => resource),
    );
  if (one.resource.arn === null)
    throw mistake(`how the ARN of ${one.resource.id} reads is not known here: name the ARN`);
  const after = one.rest === '' && isOnObjects(action, one.resource) ? '/*' : one.rest;
  return { arn: `${withoutStar(one.resource.arn, after)}${after}`, resource: one.resource, rest: after };
}

function following(text: string, name: string): string[] {
  const rest = text.slice(name.length);
  return text.startsWith(name) && /^(?:$|[/:])/.test(rest) ? [rest] : [];
}

/** The bucket alone is no resource of these. */
function isOnObjects(action: string, { type }: Deployed): boolean {
  return type === 'AWS::S3::Bucket' && /^s3:(?!.*Bucket).*Object/i.test(action);
}

/** A log group's ARN ends with `:*` in the place of what is in it. */
function withoutStar(arn: string, rest: string): string {
  return rest === '' ? arn : arn.replace(/:\*$/, '');
}

function targetAt(arn: string, { resources }: Account): Target {
  if (arn.split(':').length < 6) {
    throw mistake(`'${arn}' is no ARN: it reads arn:partition:service:region:account:resource`);
  }
  const lengths = resources.map((resource) => ({ resource, rest: restAfter(arn, resource) }));
  const [found] = lengths
    .filter((one): one is { resource: Deployed; rest: string } => one.rest !== null)
    .sort((one, other) => one.rest.length - other.rest.length);
  return { arn, resource: found?.resource ?? null, rest: found?.rest ?? '' };
}

function restAfter(arn: string, resource: Deployed): string | null {
  if (resource.arn === null) return null;
  if (arn === resource.arn) return '';
  const [rest] = following(arn, resource.arn.replace(/:\*$/, ''));
  return rest ?? null;
}

function unknownResource(name: string, { resources }: Account): UserError {
  const [first = '', second] = name.split('/');
  const stacks = new Set(resources.map(({ stack }) => stack));
  const isStack = stacks.has(first) && second !== undefined;
  const known = resources.flatMap(({ id, logicalId }) => (isStack ? id : logicalId));
  const wanted = isStack ? `${first}/${second}` : first;
  return mistake(`no resource of the stacks is called '${wanted}'${didYouMean(wanted, [...new Set(known)])}`);
}

function ambiguous(option: string, text: string, found: readonly Deployed[]): UserError {
  return mistake(`several are called '${text}': ${option} takes one of ${found.map(({ id }) => id).join(', ')}`);
}

/** Whose account a question is about: that of the ARNs in it, else that in a bucket's name; null where none says. */
export function accountIn(...texts: (string | undefined)[]): string | null {
  const arns = texts.filter((text) => text !== undefined);
  const inNames = arns.map((arn) => /^arn:[^:]*:s3:::[^/]*?(?<!\d)(\d{12})(?!\d)/.exec(arn)?.[1]);
  return [...arns.map(accountOf), ...inNames].find((account) => account != null) ?? null;
}

export function accountOf(arn: string): string | null {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1] ?? null;
}

export function regionIn(arn: string): string | null {
  return /^arn:[^:]*:[^:]*:([a-z]{2}(?:-[a-z]+)+-\d):/.exec(arn)?.[1] ?? null;
}
