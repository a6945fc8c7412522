import type { AccessChange } from '../../access/changes.ts';
import type { ReviewedDocument } from '../../access/model.ts';
import type { PolicyFinding } from '../../access/policy-finding.ts';
import type { Difference } from '../../iam/compare/compare.ts';
import type { Gain } from '../../iam/compare/gain.ts';
import type { PolicyDocument } from '../../iam/policy/document.ts';
import { NotAPolicy, readPolicyDocument } from '../../iam/policy/read.ts';
import type { Position } from '../../template/source.ts';
import type { Asking } from './asking.ts';
import { liveFinding } from './finding.ts';
import { covers, grantingStatement } from './statements.ts';

/** What of a deployed policy differs from the repository. */
export interface DeployedFinding extends PolicyFinding {
  /** `stack/LogicalId`. */
  subject: string;
  /** The access that it is about: `gained` is what only the account has. Null where it is none by itself. */
  access: AccessChange | null;
}

/** What is compared, as a finding names it. */
export interface Subject {
  /** `stack/LogicalId`. */
  name: string;
  /** What it is called in the account. */
  physical: string;
  /** `policies`, `trust policy`, `resource policy`. */
  what: string;
  logicalId: string | null;
  /** Where the repository has it. */
  at: Position;
  /** The documents of the repository, for the place of what is missing in the account. */
  documents: readonly ReviewedDocument[];
}

/** One finding for each access that the deployed side has more or less. */
export function driftFindings(
  subject: Subject,
  { gains, losses, undecided }: Pick<Difference, 'gains' | 'losses' | 'undecided'>,
  { open }: Asking,
): DeployedFinding[] {
  for (const { reason, actions } of undecided)
    open(`whether ${subject.name} (${subject.physical}) drifted is undecided for ${actions.join(', ')}: ${reason}`);
  return [...gains.map((gain) => more(subject, gain)), ...losses.map((loss) => less(subject, loss))];
}

function more({ name, physical, what, logicalId, at }: Subject, gain: Gain): DeployedFinding {
  const found = liveFinding({
    rule: 'access-drift',
    severity: 'error',
    message: `${name} (${physical}) is deployed with more than the repository gives, in its ${what}: ${accessOf(gain)}; for example ${exampleOf(gain)}`,
    fix: 'find out who added it, then deploy the stack again or take it away by hand; if it is wanted, write it into the repository',
    ...{ at, logicalId },
    same: [what, 'more', accessOf(gain)],
  });
  return { ...found, subject: name, access: { ...gain, principal: name, change: 'gained' } };
}

function less({ name, physical, what, logicalId, at, documents }: Subject, loss: Gain): DeployedFinding {
  const statement = grantingStatement(documents, covers(loss.witness.action));
  const found = liveFinding({
    rule: 'access-drift',
    severity: 'warning',
    message: `${name} (${physical}) is deployed with less than the repository gives, in its ${what}: ${accessOf(loss)}; for example ${exampleOf(loss)}`,
    fix: 'deploy the stack again; if it was taken away on purpose, take it out of the repository',
    ...{ at: statement?.at ?? at, logicalId, statement: statement?.index ?? null },
    same: [what, 'less', accessOf(loss)],
  });
  return { ...found, subject: name, access: { ...loss, principal: name, change: 'lost' } };
}

function accessOf({ actions, notActions = [], resources, notResources = [], principals = [] }: Gain): string {
  const but = (excepted: string[]) => (excepted.length > 0 ? ` but ${excepted.join(', ')}` : '');
  const whose = principals.length > 0 ? ` to ${principals.join(', ')}` : '';
  return `${actions.join(', ')}${but(notActions)} on ${resources.join(', ')}${but(notResources)}${whose}`;
}

function exampleOf({ witness: { principal, action, resource, context } }: Gain): string {
  const keys = Object.entries(context).map(([key, value]) => `${key}=${[value].flat().join('|')}`);
  return `${principal} calling ${action} on ${resource}${keys.length > 0 ? ` with ${keys.join(', ')}` : ''}`;
}

/** A document that is no policy is noted: nothing can be said about it. */
export function readable(value: unknown, name: string, { open }: Asking): PolicyDocument | null {
  try {
    return readPolicyDocument(value);
  } catch (error) {
    if (!(error instanceof NotAPolicy)) throw error;
    open(`${name} holds a document that is not a policy: ${error.message}`);
    return null;
  }
}
