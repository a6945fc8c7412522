import type { ReviewedDocument } from '../../../access/model.ts';
import { patternFor } from '../../../access/stated/actions.ts';
import { type Stated, statementsIn } from '../../../access/stated/statements.ts';
import { type Comparison, compare } from '../../../iam/compare/compare.ts';
import { guessedRequest } from '../../../iam/compare/guess.ts';
import { NO_POLICIES, type Policies } from '../../../iam/decide/evaluate.ts';
import type { PolicyDocument } from '../../../iam/policy/document.ts';
import { EVERYTHING } from '../../../iam/policy/everything.ts';
import { NotAPolicy, readPolicyDocument } from '../../../iam/policy/read.ts';
import { isMap } from '../../../template/walk.ts';
import type { Surroundings } from '../../model.ts';
import { kindOf } from './kinds.ts';
import { plainSymbols, withPartition } from './symbols.ts';

const known = new WeakMap<Stated, boolean>();

/** Whether the Allow gives anything that the document's own Denies leave; true where that cannot be told. */
export function grants(statement: Stated, document: ReviewedDocument, all: Surroundings): boolean {
  let answer = known.get(statement);
  if (answer === undefined) {
    answer = leftBy(statement, document, all);
    known.set(statement, answer);
  }
  return answer;
}

function leftBy(statement: Stated, document: ReviewedDocument, { keyType, catalog }: Surroundings): boolean {
  const all = statementsIn(document).filter(({ effect }) => effect === 'Deny');
  if (!mayCancel(all, statement)) return true;
  const denies = all.filter((deny) => !isItsOtherBranch(deny, statement, document));
  if (!mayCancel(denies, statement)) return true;
  const before = engineDocument(document, denies);
  const after = engineDocument(document, [...denies, statement]);
  if (before === null || after === null) return true;
  const sides = sidesOf(before, after, ['identity', 'boundary', 'scp'].includes(kindOf(document)));
  const [allow] = after.statements.slice(-1);
  const isShown = ([old, next]: Sides) => allow !== undefined && guessedRequest(allow, old, next) !== null;
  return (
    sides.some(isShown) || sides.some(([old, next]) => gained(compare(old, next, null, { keyType, catalog }).verdict))
  );
}

type Sides = [old: Policies, next: Policies];

/** The ways in which a document comes to grant something. */
function sidesOf(before: PolicyDocument, after: PolicyDocument, isIdentity: boolean): Sides[] {
  const policies = (document: PolicyDocument, own: PolicyDocument[]): Policies =>
    isIdentity
      ? { ...NO_POLICIES, identityPolicies: [document] }
      : { ...NO_POLICIES, resourcePolicy: document, identityPolicies: own };
  // From another account, access needs an identity policy as well.
  const ways = isIdentity ? [[]] : [[], [EVERYTHING]];
  return ways.map((own) => [policies(before, own), policies(after, own)]);
}

/** A statement whose Effect depends on a condition stands in the document twice, and is deployed once. */
function isItsOtherBranch(deny: Stated, allow: Stated, { at }: ReviewedDocument): boolean {
  const [one, other] = [at(deny.path), at(allow.path)];
  return one.line === other.line && one.column === other.column;
}

/** To compare takes long; what no Deny speaks of is left. */
function mayCancel(denies: readonly Stated[], { actions, resources }: Stated): boolean {
  const isDenied = (action: string) => denies.some((deny) => patternFor(deny, action) !== null);
  return denies.length > 0 && actions.every(({ text }) => isDenied(text)) && resources.length < 50;
}

function gained(verdict: Comparison): boolean {
  return verdict === 'broader' || verdict === 'incomparable';
}

/** Some of a document's statements as the policy engine takes them; null for what is no policy. */
export function engineDocument(document: ReviewedDocument, statements: readonly Stated[]): PolicyDocument | null {
  const version = (document.value as { Version?: unknown }).Version;
  try {
    return readPolicyDocument(
      JSON.parse(
        JSON.stringify({ Version: version, Statement: statements.map(({ fields }) => withPrincipals(fields)) }),
        (_, value) => (typeof value === 'string' ? plainSymbols(value) : value),
      ),
    );
  } catch (error) {
    if (error instanceof NotAPolicy) return null;
    throw error;
  }
}

/** A principal that is not known before deploying is taken for a role of another account. */
function withPrincipals(fields: Record<string, unknown>): Record<string, unknown> {
  const { Principal: principal } = fields;
  if (!isMap(principal) || principal.AWS === undefined) return fields;
  const known = [principal.AWS].flat(9).map((name) => {
    if (typeof name !== 'string' || name === '${AWS::AccountId}') return name;
    if (/^\$\{[^}]*\}$/.test(name)) return 'arn:aws:iam::210987654321:role/unknown';
    return withPartition(name).replace(/^(arn:[^:]*:iam::)\$\{(?!AWS::AccountId)[^}]*\}(?=:)/, '$1210987654321');
  });
  return { ...fields, Principal: { ...principal, AWS: known } };
}
