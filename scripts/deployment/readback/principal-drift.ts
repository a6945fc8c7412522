import type { ReviewedDocument, ReviewedResource } from '../../access/model.ts';
import { compare, type Knowledge } from '../../iam/compare/compare.ts';
import { compareResourcePolicies } from '../../iam/compare/resource-policies.ts';
import { NO_POLICIES, type Policies } from '../../iam/decide/evaluate.ts';
import type { PolicyDocument } from '../../iam/policy/document.ts';
import { isMap } from '../../template/walk.ts';
import type { Asking } from './asking.ts';
import type { ExpectedPrincipal } from './attachments.ts';
import { withoutDangling } from './dangling.ts';
import { danglingFindings } from './dangling-findings.ts';
import { type DeployedFinding, driftFindings, readable, type Subject } from './drift-findings.ts';
import { liveFinding } from './finding.ts';
import type { ManagedPolicies } from './iam-policies.ts';
import type { DeployedPrincipal } from './principals.ts';
import { statementsOf } from './statements.ts';

/** What a principal's drift is found with. */
export interface PrincipalDrift {
  stack: string;
  resource: ReviewedResource;
  physical: string;
  expected: ExpectedPrincipal;
  deployed: DeployedPrincipal;
  /** The repository's documents of managed policies, by the ARNs that they have in the account. */
  ours: ReadonlyMap<string, ReviewedDocument>;
  managed: ManagedPolicies;
}

/** Who may do more or less than the repository says, through identity policies, boundary and trust. */
export async function principalDrift(
  drift: PrincipalDrift,
  knowledge: Knowledge,
  asking: Asking,
): Promise<DeployedFinding[]> {
  const { expected, deployed, resource } = drift;
  const sides = await policiesOf(drift, asking);
  const subject = subjectOf(drift, 'policies', expected.inline.documents);
  const principal = resource.type === 'AWS::IAM::Group' || deployed.arn === '' ? null : deployed.arn;
  const difference = sides && compare(sides.before, sides.after, principal, knowledge);
  const found = difference ? driftFindings(subject, difference, asking) : [];
  const isMore = found.some(({ severity }) => severity === 'error');
  return [...found, ...addedPolicies(drift, isMore), ...trustDrift(drift, knowledge, asking)];
}

function subjectOf(
  { stack, resource, physical }: PrincipalDrift,
  what: string,
  documents: ReviewedDocument[],
): Subject {
  const { logicalId } = resource;
  return { name: `${stack}/${logicalId}`, physical, what, logicalId, at: resource.keyAt([]), documents };
}

/**
 * Both sides as the engine takes them; null where a document that counts cannot be read. A policy that is attached on
 * both sides stands on both as it is deployed: what drifted in it is told at the policy itself.
 */
async function policiesOf(
  drift: PrincipalDrift,
  asking: Asking,
): Promise<{ before: Policies; after: Policies } | null> {
  const { expected, deployed, ours, managed, stack, resource } = drift;
  const name = `${stack}/${resource.logicalId}`;
  const there = new Set([...deployed.attached, ...(deployed.boundary ? [deployed.boundary] : [])]);
  const document = async (arn: string): Promise<PolicyDocument | null> => {
    const own = there.has(arn) ? undefined : ours.get(arn);
    const value = own ? { value: own.value } : await managed(arn);
    return value && readable(value.value, arn, asking);
  };
  const all = async (inline: readonly unknown[], arns: readonly string[], boundary: string | null) => {
    const documents = [
      ...inline.map((value) => readable(value, name, asking)),
      ...(await Promise.all(arns.map(document))),
    ];
    const permissionBoundary = boundary === null ? null : await document(boundary);
    if (documents.includes(null) || (boundary !== null && permissionBoundary === null)) return null;
    const identityPolicies = documents.filter((one) => one !== null);
    return { ...NO_POLICIES, identityPolicies, permissionBoundary };
  };
  const written = expected.inline.documents.map(({ value }) => value);
  const before = await all(written, expected.attached, expected.boundary);
  const after = await all(
    deployed.inline.map((one) => one.document),
    deployed.attached,
    deployed.boundary,
  );
  if (before === null || after === null) {
    asking.open(`${name} was not compared: not all of its policies could be read`);
    return null;
  }
  return { before, after };
}

/** Policies that only the account has, where what they allow is not told already. */
function addedPolicies(drift: PrincipalDrift, isTold: boolean): DeployedFinding[] {
  const { expected, deployed, resource, stack, physical } = drift;
  const inline = deployed.inline.map(({ name }) => name).filter((name) => !expected.inline.names.has(name));
  const attached = deployed.attached.filter((arn) => !expected.attached.includes(arn));
  const added = [...inline, ...attached];
  if (added.length === 0) return [];
  const more = isTold ? '' : ', and allows nothing that it may not already do';
  const subject = `${stack}/${resource.logicalId}`;
  const found = liveFinding({
    rule: 'access-drift',
    severity: isTold ? 'error' : 'warning',
    message: `${subject} (${physical}) has in the account what the repository does not: ${added.join(', ')}${more}`,
    fix: `take it away (${inline.length > 0 ? 'delete the inline policy' : 'detach the policy'}), or write it into the repository`,
    at: resource.keyAt([]),
    logicalId: resource.logicalId,
    same: ['added', ...added],
  });
  return [{ ...found, subject, access: null }];
}

function trustDrift(drift: PrincipalDrift, knowledge: Knowledge, asking: Asking): DeployedFinding[] {
  const { expected, deployed, resource } = drift;
  if (resource.type !== 'AWS::IAM::Role') return [];
  const documents = expected.trust ? [expected.trust] : [];
  const whole = subjectOf(drift, 'trust policy', documents);
  const subject = { ...whole, at: expected.trust?.at([]) ?? whole.at };
  const read = (value: unknown) => (value == null ? null : readable(ofRole(value, deployed.arn), subject.name, asking));
  const before = read(expected.trust?.value);
  const after = read(withoutDangling(deployed.trust));
  return [
    ...danglingFindings(subject, deployed.trust),
    ...driftFindings(subject, compareResourcePolicies(before, after, null, knowledge), asking),
  ];
}

/** A trust policy names no resource: it speaks of its role. */
function ofRole(document: unknown, Resource: string): unknown {
  if (!isMap(document)) return document;
  return { ...document, Statement: statementsOf(document).map((one) => (isMap(one) ? { Resource, ...one } : one)) };
}
