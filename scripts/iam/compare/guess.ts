import { compilePolicies, decide, type Policies, type Request } from '../decide/evaluate.ts';
import type { Condition, Patterns, PolicyDocument, PolicyStatement } from '../policy/document.ts';
import { allCallers, type Caller } from './caller.ts';
import { ownerOf } from './cells.ts';

/** What a request takes along that any caller can send. */
const HARMLESS: Request['context'] = { 'aws:securetransport': 'true' };
const OWNER = '123456789012';
/** Of the actions and of the resources that a statement names; more seldom find what these did not. */
const TRIED = 4;

/** Operators that a request fulfils whose key has the value that the condition names. */
const MET_BY_ITS_VALUE = /^(String(Equals|Like|EqualsIgnoreCase)|ArnLike|Bool|(Numeric|Date)\w*Equals|IpAddress)$/;

/**
 * A request that only the policies with the statement allow, if a few guesses find one: that takes a hundredth of a
 * comparison. That none is found says nothing.
 */
export function guessedRequest(allow: PolicyStatement, before: Policies, after: Policies): Request | null {
  const documents = [...after.identityPolicies, ...(after.resourcePolicy ? [after.resourcePolicy] : [])];
  const wanted = contextFor(allow.conditions);
  if (wanted === null || documents.some(asksUnknown)) return null;
  const [old, next] = [compilePolicies(before), compilePolicies(after)];
  const isGained = (request: Request) =>
    decide(request, next).decision === 'Allowed' && decide(request, old).decision !== 'Allowed';
  for (const caller of callersFor(allow)) {
    for (const action of filled(allow.action, 'iam:CreateUser')) {
      for (const resource of filled(allow.resource ?? { not: false, patterns: ['*'] }, 'arn:aws:s3:::x/x')) {
        const request = requestOf(caller, action, resource, wanted);
        if (isGained(request)) return request;
      }
    }
  }
  return null;
}

/** Values of the keys that AWS makes itself are not guessed. */
function asksUnknown({ statements }: PolicyDocument): boolean {
  return statements.some(({ conditions }) =>
    conditions.some(
      ({ key, values }) => /^aws:(userid$|resource)/.test(key) || values.some((one) => one.includes('${')),
    ),
  );
}

function callersFor({ principal }: PolicyStatement): Caller[] {
  return principal?.not ? [] : allCallers(principal ? [principal] : [], [OWNER]);
}

/** Texts that the patterns cover, the most of them. */
function filled({ not, patterns }: Patterns, forAll: string): string[] {
  if (not) return [];
  const texts = patterns.filter((pattern) => !pattern.includes('${'));
  return texts.slice(0, TRIED).map((text) => (text === '*' ? forAll : text.replaceAll(/[*?]/g, 'x')));
}

function contextFor(conditions: readonly Condition[]): Request['context'] | null {
  const context: Request['context'] = {};
  for (const { key, operator, negated, quantifier, values } of conditions) {
    const [value = ''] = values;
    if (quantifier !== null) return null;
    if (negated || (operator === 'Null' && value === 'true')) continue;
    if (operator !== 'Null' && !MET_BY_ITS_VALUE.test(operator)) return null;
    const text = operator === 'IpAddress' ? value.replace(/\/.*$/, '') : exampleOf(operator, value);
    context[key] = operator === 'Null' ? 'x' : text;
  }
  return context;
}

function requestOf(caller: Caller, action: string, resource: string, wanted: Request['context']): Request {
  const { principal, account, fixed, present } = caller;
  const own: Request['context'] = {};
  for (const [key, value] of fixed) if (value !== null) own[key] = value;
  if (present.has('aws:principalarn')) own['aws:principalarn'] = principal;
  if (present.has('aws:username')) own['aws:username'] = principal.split('/').at(-1) ?? '';
  const asked = Object.entries(wanted).filter(([key]) => !fixed.has(key) && !caller.limits.has(key));
  const resourceAccount = ownerOf(resource) ?? OWNER;
  const context = { ...HARMLESS, ...Object.fromEntries(asked), ...own };
  return { principal, principalAccount: account, action, resource, resourceAccount, context };
}

function exampleOf(operator: string, value: string): string {
  return operator.endsWith('Like') ? value.replaceAll(/[*?]/g, 'x') : value;
}
