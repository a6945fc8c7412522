import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetOutput,
  ListChangeSetsCommand,
} from '@aws-sdk/client-cloudformation';
import { type ResourceChange, resourceChanges } from './changes.ts';
import type { AwsClients } from './clients.ts';
import { isAlreadyExists, isChangeSetAbsent, isStackAbsent } from './errors.ts';
import { allPages } from './pages.ts';
import { startDeletion } from './stacks.ts';
import { pollUntil } from './wait.ts';

export type TemplateAt = { TemplateBody: string } | { TemplateURL: string };

export interface ChangeSetRequest {
  /** Unique: it also serves as the token that makes a repeated call harmless. */
  name: string;
  stackName: string;
  type: 'CREATE' | 'UPDATE';
  template: TemplateAt;
  parameters: Record<string, string>;
  tags: Record<string, string>;
}

export interface ChangeSetRef {
  name: string;
  /** The ARN: what is executed is named by this alone. */
  id: string;
  stackId: string;
}

export interface ChangeSet extends ChangeSetRef {
  outcome: 'ready' | 'unchanged' | 'failed';
  /** CloudFormation's reason for an outcome other than ready. */
  reason: string | null;
  changes: ResourceChange[];
}

type CloudFormation = Pick<AwsClients, 'cloudformation'>;

/** Ten minutes: a change set takes seconds, with many nested stacks some minutes. */
const CREATION_DEADLINE_MS = 10 * 60_000;

export async function createChangeSet(clients: CloudFormation, request: ChangeSetRequest): Promise<ChangeSetRef> {
  const { name, stackName, type, template, parameters, tags } = request;
  const command = new CreateChangeSetCommand({
    StackName: stackName,
    ChangeSetName: name,
    ChangeSetType: type,
    ClientToken: name,
    Capabilities: ['CAPABILITY_NAMED_IAM'],
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    ...template,
  });
  try {
    const { Id: id, StackId: stackId } = await clients.cloudformation.send(command);
    if (!id || !stackId) throw new Error(`cloudformation:CreateChangeSet answered without an ARN for ${name}`);
    return { name, id, stackId };
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    return await alreadyMade(clients, request, error);
  }
}

/** The name is ours alone: when it exists, an earlier try of this very call made it and its answer was lost. */
async function alreadyMade({ cloudformation }: CloudFormation, request: ChangeSetRequest, error: unknown) {
  const { name, stackName } = request;
  const found = await cloudformation
    .send(new DescribeChangeSetCommand({ ChangeSetName: name, StackName: stackName }))
    .catch(() => null);
  if (!found?.ChangeSetId || !found.StackId) throw error;
  return { name, id: found.ChangeSetId, stackId: found.StackId };
}

/** Waits until CloudFormation has worked out the change set, and gives all of its changes. */
export async function reviewedChangeSet(
  clients: CloudFormation,
  ref: ChangeSetRef,
  signal: AbortSignal,
): Promise<ChangeSet> {
  const first = await pollUntil(
    async () => {
      const page = await describe(clients, ref.id);
      return /^CREATE_(PENDING|IN_PROGRESS)$/.test(page.Status ?? '') ? undefined : page;
    },
    { signal, subject: `change set ${ref.name}`, deadlineMs: CREATION_DEADLINE_MS },
  );
  const { Status, StatusReason: reason = null } = first;
  if (Status !== 'CREATE_COMPLETE') {
    const outcome = Status === 'FAILED' && isNoChanges(reason ?? '') ? 'unchanged' : 'failed';
    return { ...ref, outcome, reason: reason ?? Status ?? null, changes: [] };
  }
  const rest = await allPages(async (token = first.NextToken) => {
    if (!token) return { items: [], next: undefined };
    const page = await describe(clients, ref.id, token);
    return { items: page.Changes, next: page.NextToken };
  });
  return { ...ref, outcome: 'ready', reason: null, changes: resourceChanges([...(first.Changes ?? []), ...rest]) };
}

function describe({ cloudformation }: CloudFormation, id: string, token?: string): Promise<DescribeChangeSetOutput> {
  return cloudformation.send(new DescribeChangeSetCommand({ ChangeSetName: id, NextToken: token }));
}

/** CloudFormation has no code for it, only these two texts. */
export function isNoChanges(reason: string): boolean {
  return /The submitted information didn't contain changes\.|No updates are to be performed\./.test(reason);
}

/**
 * Deletes a change set that will not be executed; with `broughtStack` also the stack that came into being with it,
 * unless somebody else has made a change set for it meanwhile.
 */
export async function discardChangeSet(
  clients: CloudFormation,
  ref: ChangeSetRef,
  broughtStack: boolean,
): Promise<void> {
  const { cloudformation } = clients;
  try {
    await cloudformation.send(new DeleteChangeSetCommand({ ChangeSetName: ref.id }));
    if (!broughtStack) return;
    const others = await allPages(async (NextToken) => {
      const page = await cloudformation.send(new ListChangeSetsCommand({ StackName: ref.stackId, NextToken }));
      return { items: page.Summaries, next: page.NextToken };
    });
    if (others.every(({ ChangeSetId }) => ChangeSetId === ref.id)) await startDeletion(clients, ref.stackId);
  } catch (error) {
    if (!isChangeSetAbsent(error) && !isStackAbsent(error)) throw error;
  }
}
