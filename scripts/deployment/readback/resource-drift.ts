import type { ReviewedDocument, ReviewedResource } from '../../access/model.ts';
import type { Knowledge } from '../../iam/compare/compare.ts';
import { compareResourcePolicies } from '../../iam/compare/resource-policies.ts';
import { own } from '../../template/own.ts';
import { isMap } from '../../template/walk.ts';
import type { Asking } from './asking.ts';
import { isOf, textsIn } from './attachments.ts';
import type { Place } from './concrete.ts';
import { withoutDangling } from './dangling.ts';
import { danglingFindings } from './dangling-findings.ts';
import { type DeployedFinding, driftFindings, readable, type Subject } from './drift-findings.ts';
import { type ExpectedStack, isKnown } from './expected.ts';
import { inTurns } from './in-turns.ts';
import { isReadable, readResourcePolicy } from './resource-policies.ts';
import { statementsOf } from './statements.ts';

/** A resource of the account whose policy is compared. */
interface Target {
  type: string;
  physicalId: string;
  stack: ExpectedStack;
  /** Who speaks of it in the repository: the resource, or the first policy of a resource from elsewhere. */
  resource: ReviewedResource;
  documents: ReviewedDocument[];
}

/** Where a policy's type names what it is attached to. */
const ATTACHED: Record<string, { type: string; properties: string[] }> = {
  'AWS::S3::BucketPolicy': { type: 'AWS::S3::Bucket', properties: ['Bucket'] },
  'AWS::SQS::QueuePolicy': { type: 'AWS::SQS::Queue', properties: ['Queues'] },
  'AWS::SQS::QueueInlinePolicy': { type: 'AWS::SQS::Queue', properties: ['Queue'] },
  'AWS::SecretsManager::ResourcePolicy': { type: 'AWS::SecretsManager::Secret', properties: ['SecretId'] },
  'AWS::Lambda::Permission': { type: 'AWS::Lambda::Function', properties: ['FunctionName'] },
};

/** What resource policies of the account let in more or less than the repository says. */
export async function resourceDrift(
  stacks: readonly ExpectedStack[],
  place: Omit<Place, 'region'>,
  knowledge: Knowledge,
  asking: Asking,
): Promise<DeployedFinding[]> {
  noteUnread(stacks, asking);
  const found = await inTurns(targetsOf(stacks), async (target) => {
    const { type, physicalId, stack, documents } = target;
    const { clients } = stack.deployed;
    const subject = subjectOf(target);
    const written = documents.map(({ value }) => value);
    if (!isKnown(stack, subject.name, [physicalId, written], asking)) return [];
    const where = { ...place, region: clients.region };
    const answer = await readResourcePolicy(clients, type, physicalId, where, asking);
    if (answer === null) return [];
    const read = (value: unknown) => (value === null ? null : readable(value, subject.name, asking));
    const before = read(joined(documents));
    const after = read(withoutDangling(answer.value));
    const difference = compareResourcePolicies(before, after, null, knowledge);
    return [...danglingFindings(subject, answer.value), ...driftFindings(subject, difference, asking)];
  });
  return found.flat();
}

function subjectOf({ stack, resource, physicalId, documents }: Target): Subject {
  const { logicalId } = resource;
  const at = documents[0]?.at([]) ?? resource.keyAt([]);
  return {
    name: `${stack.deployed.stack}/${logicalId}`,
    physical: physicalId,
    what: 'resource policy',
    logicalId,
    at,
    documents,
  };
}

function targetsOf(stacks: readonly ExpectedStack[]): Target[] {
  const targets = new Map<string, Target>();
  const add = (target: Target) => {
    const key = keyOf(target.type, target.physicalId);
    const known = targets.get(key);
    if (known) known.documents.push(...target.documents);
    else targets.set(key, target);
  };
  for (const stack of stacks) {
    const { deployed, resources, documents } = stack;
    for (const resource of resources.filter(({ type }) => isReadable(type))) {
      const physicalId = deployed.resources.find(({ logicalId }) => logicalId === resource.logicalId)?.physicalId;
      if (physicalId === undefined) continue;
      const { type } = resource;
      add({ type, physicalId, stack, resource, documents: ownPolicy(resource, documents) });
    }
  }
  for (const stack of stacks) {
    const { resources, documents } = stack;
    for (const resource of resources) {
      const { type, properties } = own(ATTACHED, resource.type) ?? { type: '', properties: [] };
      for (const id of properties.flatMap((name) => textsIn(resource.properties[name]))) {
        const own = documents.filter((document) => isOf(document, resource));
        const physicalId = type === 'AWS::Lambda::Function' ? functionName(id) : id;
        add({ type, physicalId, stack, resource, documents: own });
      }
    }
  }
  return [...targets.values()];
}

/** Queues go by their name: their URLs' hosts differ. */
function keyOf(type: string, physicalId: string): string {
  const name = type === 'AWS::SQS::Queue' ? physicalId.split('/').at(-1) : physicalId;
  return JSON.stringify([type, name]);
}

/** A name, an account and name, or an ARN, with a version or alias or without. */
function functionName(text: string): string {
  return /(?:^|:)function:(.+)$/.exec(text)?.[1] ?? text.replace(/^\d{12}:/, '');
}

/** A table's policy is its own property; that of its stream is of another resource. */
function ownPolicy(resource: ReviewedResource, documents: readonly ReviewedDocument[]): ReviewedDocument[] {
  const { ResourcePolicy: own } = resource.properties;
  if (!isMap(own)) return [];
  const written = JSON.stringify(own.PolicyDocument);
  return documents.filter((one) => isOf(one, resource) && JSON.stringify(one.value) === written).slice(0, 1);
}

/** Several documents of one resource are one to AWS: a function's permissions are. */
function joined(documents: readonly ReviewedDocument[]): unknown {
  const [first] = documents;
  if (first === undefined) return null;
  if (documents.length === 1) return first.value;
  const statements = documents.flatMap(({ value }) => statementsOf(value));
  return { ...(isMap(first.value) ? { Version: first.value.Version } : {}), Statement: statements };
}

/** Resource policies of types that are not read back. */
function noteUnread(stacks: readonly ExpectedStack[], { note }: Asking): void {
  const counts = new Map<string, number>();
  for (const { kind, owner } of stacks.flatMap(({ documents }) => documents)) {
    if (kind !== 'resource' || owner === null || isReadable(owner.type) || own(ATTACHED, owner.type) !== undefined)
      continue;
    counts.set(owner.type, (counts.get(owner.type) ?? 0) + 1);
  }
  for (const [type, count] of [...counts].sort())
    note(
      `${count === 1 ? 'a policy' : `${count} policies`} of ${type} ${count === 1 ? 'was' : 'were'} not read back: this type is not`,
    );
}
