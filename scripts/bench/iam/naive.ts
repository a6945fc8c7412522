import type { Policies, Request } from '../../iam/decide/evaluate.ts';
import type { Condition, Patterns, PolicyDocument, PolicyStatement } from '../../iam/policy/document.ts';

/**
 * The evaluator that one writes in an afternoon: every pattern becomes a RegExp each time it is asked. It knows roles of
 * one account and the simple conditions, which is what the built-in requests need, and is here to be measured.
 */
export function naivelyAllowed(request: Request, policies: Policies): boolean {
  const { identityPolicies, resourcePolicy, permissionBoundary, scps } = policies;
  const own = resourcePolicy ? [resourcePolicy] : [];
  const limits = [...(permissionBoundary ? [[permissionBoundary]] : []), ...scps];
  const all = [...identityPolicies, ...own, ...limits.flat()];
  if (someCovers(all, 'Deny', request)) return false;
  if (!limits.every((documents) => someCovers(documents, 'Allow', request))) return false;
  return someCovers([...identityPolicies, ...own], 'Allow', request);
}

function someCovers(documents: PolicyDocument[], effect: PolicyStatement['effect'], request: Request): boolean {
  return documents.some(({ statements }) =>
    statements.some((statement) => statement.effect === effect && covers(statement, request)),
  );
}

function covers({ principal, action, resource, conditions }: PolicyStatement, request: Request): boolean {
  const [, account, role] = /^arn:aws:sts::(\d+):assumed-role\/([^/]+)/.exec(request.principal) ?? [];
  if (principal && !principal.aws.includes(`arn:aws:iam::${account}:role/${role}`)) return false;
  if (!someMatches(action, request.action, 'i', request)) return false;
  if (resource && !someMatches(resource, request.resource, '', request)) return false;
  return conditions.every((condition) => holds(condition, request));
}

function someMatches({ patterns }: Patterns, text: string, flags: string, request: Request): boolean {
  return patterns.some((pattern) => expression(filled(pattern, request), flags).test(text));
}

function filled(pattern: string, request: Request): string {
  return pattern.replace(/\$\{([^}]+)\}/g, (_, key: string) => valueIn(key, request) ?? '');
}

export function expression(glob: string, flags = ''): RegExp {
  const escaped = glob.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, flags);
}

function valueIn(key: string, { context }: Request): string | undefined {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return found && String(found[1]);
}

function holds({ operator, key, values, negated, ifExists }: Condition, request: Request): boolean {
  const value = valueIn(key, request);
  if (value === undefined) return negated || ifExists;
  return values.some((wanted) => relates(operator, value, wanted)) !== negated;
}

function relates(operator: Condition['operator'], value: string, wanted: string): boolean {
  if (operator === 'StringLike') return expression(wanted).test(value);
  if (operator === 'NumericLessThanEquals') return Number(value) <= Number(wanted);
  if (operator !== 'IpAddress') return value === wanted;
  const [network = '', bits = '32'] = wanted.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(addressOf(value) / size) === Math.floor(addressOf(network) / size);
}

function addressOf(text: string): number {
  return text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
