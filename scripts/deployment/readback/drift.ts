import type { ReviewedDocument, ReviewedResource } from '../../access/model.ts';
import { compare, type Knowledge } from '../../iam/compare/compare.ts';
import { NO_POLICIES } from '../../iam/decide/evaluate.ts';
import type { Asking } from './asking.ts';
import { type ExpectedPrincipal, expectedPrincipal, isOf } from './attachments.ts';
import type { Place } from './concrete.ts';
import { type DeployedFinding, driftFindings, readable } from './drift-findings.ts';
import { type ExpectedStack, isKnown } from './expected.ts';
import { type ManagedPolicies, managedPolicies } from './iam-policies.ts';
import { inTurns } from './in-turns.ts';
import { principalDrift } from './principal-drift.ts';
import { type DeployedPrincipal, isPrincipalType, readPrincipal } from './principals.ts';
import { resourceDrift } from './resource-drift.ts';

/** A principal of a stack, as the repository has it and as it is. */
export interface ComparedPrincipal {
  stack: ExpectedStack;
  resource: ReviewedResource;
  physical: string;
  expected: ExpectedPrincipal;
  deployed: DeployedPrincipal;
}

export interface Drift {
  findings: DeployedFinding[];
  principals: ComparedPrincipal[];
}

/** Every policy of the deployed stacks, read back and compared with the repository. */
export async function drift(
  stacks: readonly ExpectedStack[],
  place: Omit<Place, 'region'>,
  knowledge: Knowledge,
  asking: Asking,
): Promise<Drift> {
  const [first] = stacks;
  if (first === undefined) return { findings: [], principals: [] };
  for (const stack of stacks) noteUndeployed(stack, asking);
  const managed = managedPolicies(first.deployed.clients, asking);
  const ours = ownPolicies(stacks);
  const places = stacks.flatMap((stack) => principalsOf(stack).map((one) => ({ stack, ...one })));
  const read = await inTurns(places, (one) => comparedPrincipal(stacks, one, asking));
  const principals = read.filter((one) => one !== null);
  const ofPrincipals = await inTurns(principals, async (one) => {
    const { stack, resource, expected } = one;
    const { stack: name } = stack.deployed;
    const { inline, attached, boundary, trust } = expected;
    const written = [inline.documents.map(({ value }) => value), attached, boundary, trust?.value];
    if (!isKnown(stack, `${name}/${resource.logicalId}`, written, asking)) return [];
    return principalDrift({ ...one, stack: name, ours, managed }, knowledge, asking);
  });
  const ofPolicies = await policyDrift(stacks, managed, knowledge, asking);
  const ofResources = await resourceDrift(stacks, place, knowledge, asking);
  return { findings: [...ofPrincipals.flat(), ...ofPolicies, ...ofResources], principals };
}

/** Only what has to do with policies: other ids may change when the template is packaged. */
function noteUndeployed({ deployed, resources, documents }: ExpectedStack, { note }: Asking): void {
  const known = new Set(deployed.resources.map(({ logicalId }) => logicalId));
  const missing = resources.filter((one) => !known.has(one.logicalId) && documents.some((other) => isOf(other, one)));
  if (missing.length === 0) return;
  note(`not deployed yet in stack ${deployed.stack}: ${missing.map(({ logicalId }) => logicalId).join(', ')}`);
}

/** Those that are deployed. What the template no longer has is there until the next deployment. */
function principalsOf({ deployed, resources, file, hasMacro }: ExpectedStack) {
  const all = deployed.resources.filter(({ type }) => isPrincipalType(type));
  return all.flatMap(({ logicalId, physicalId: physical, type }) => {
    const resource = resources.find((one) => one.logicalId === logicalId);
    if (resource) return [{ resource, physical }];
    const start = () => ({ file, line: 1, column: 1 });
    const gone = { template: file, logicalId, type, properties: {}, at: start, keyAt: start };
    return hasMacro ? [] : [{ resource: gone, physical }];
  });
}

async function comparedPrincipal(
  stacks: readonly ExpectedStack[],
  { stack, resource, physical }: { stack: ExpectedStack; resource: ReviewedResource; physical: string },
  asking: Asking,
): Promise<ComparedPrincipal | null> {
  const found = await readPrincipal(stack.deployed.clients, resource.type, physical, asking);
  const name = `${stack.deployed.stack}/${resource.logicalId}`;
  if (found === 'absent') asking.note(`${name} is in the stack, and ${physical} is not in the account: it was deleted`);
  if (found === null || found === 'absent') return null;
  return { stack, resource, physical, expected: expectedPrincipal(stacks, resource, physical), deployed: found };
}

/** The managed policies of the stacks, by ARN. */
function ownPolicies(stacks: readonly ExpectedStack[]): Map<string, ReviewedDocument> {
  const found = stacks.flatMap(({ deployed, resources, documents }) =>
    deployed.resources
      .filter(({ type }) => type === 'AWS::IAM::ManagedPolicy')
      .flatMap(({ logicalId, physicalId }): [string, ReviewedDocument][] => {
        const resource = resources.find((one) => one.logicalId === logicalId);
        const document = resource && documents.find((one) => isOf(one, resource));
        return document ? [[physicalId, document]] : [];
      }),
  );
  return new Map(found);
}

async function policyDrift(
  stacks: readonly ExpectedStack[],
  managed: ManagedPolicies,
  knowledge: Knowledge,
  asking: Asking,
): Promise<DeployedFinding[]> {
  const all = stacks.flatMap((stack) => [...ownPolicies([stack])].map(([arn, document]) => ({ stack, arn, document })));
  const found = await inTurns(all, async ({ stack, arn, document }) => {
    const logicalId = document.owner?.logicalId ?? null;
    const name = `${stack.deployed.stack}/${logicalId}`;
    if (!isKnown(stack, name, document.value, asking)) return [];
    const answer = await managed(arn);
    const before = readable(document.value, name, asking);
    const after = answer && readable(answer.value, name, asking);
    if (before === null || after === null) return [];
    const old = { ...NO_POLICIES, identityPolicies: [before] };
    const now = { ...NO_POLICIES, identityPolicies: [after] };
    const subject = {
      name,
      physical: arn,
      what: 'managed policy',
      logicalId,
      at: document.at([]),
      documents: [document],
    };
    return driftFindings(subject, compare(old, now, null, knowledge), asking);
  });
  return found.flat();
}
