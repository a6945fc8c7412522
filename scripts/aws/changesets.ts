import {
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetOutput,
} from '@aws-sdk/client-cloudformation';
import { type ResourceChange, resourceChanges } from './changes.ts';
import type { AwsClients } from './clients.ts';
import { isAlreadyExists, isChangeSetAbsent, isStackAbsent } from './errors.ts';
import { listChangeSets } from './listed-changesets.ts';
import { allPages } from './pages.ts';
import { describeStack, startDeletion } from './stacks.ts';
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
  /** The ARN of the role that CloudFormation deploys with; absent: the one the stack has, or the caller's permissions. */
  roleArn?: string;
  /** Alarms by ARN, and how long they are watched. */
  rollback?: { alarms: readonly string[]; minutes: number };
  /** Take resources that exist already, by their names, into the stack. */
  importExisting?: boolean;
  /** Bring resources back that were changed outside of the stack; for an update alone. */
  revertDrift?: boolean;
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
  /** `AVAILABLE`, `OBSOLETE`, `EXECUTE_COMPLETE`, …; null when not said. */
  executionStatus: string | null;
  /** Every parameter's value; those with NoEcho are `****`. */
  parameters: Record<string, string>;
  tags: Record<string, string>;
  changes: ResourceChange[];
}

type CloudFormation = Pick<AwsClients, 'cloudformation'>;

/** Ten minutes: a change set takes seconds, with many nested stacks some minutes. */
const CREATION_DEADLINE_MS = 10 * 60_000;

export async function createChangeSet(clients: CloudFormation, request: ChangeSetRequest): Promise<ChangeSetRef> {
  const { name } = request;
  try {
    const { Id: id, StackId: stackId } = await clients.cloudformation.send(
      new CreateChangeSetCommand(inputOf(request)),
    );
    if (!id || !stackId) throw new Error(`cloudformation:CreateChangeSet answered without an ARN for ${name}`);
    return { name, id, stackId };
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    return await alreadyMade(clients, request, error);
  }
}

function inputOf(request: ChangeSetRequest): CreateChangeSetCommandInput {
  const { name, stackName, type, template, parameters, tags, roleArn, rollback } = request;
  return {
    ...{ StackName: stackName, ChangeSetName: name, ChangeSetType: type, ClientToken: name },
    Capabilities: ['CAPABILITY_NAMED_IAM'],
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    ...template,
    ...(roleArn === undefined ? {} : { RoleARN: roleArn }),
    ...(rollback === undefined ? {} : { RollbackConfiguration: rollbackOf(rollback) }),
    ...(request.importExisting ? { ImportExistingResources: true } : {}),
    ...(request.revertDrift ? { DeploymentMode: 'REVERT_DRIFT' as const } : {}),
  };
}

function rollbackOf({ alarms, minutes }: NonNullable<ChangeSetRequest['rollback']>) {
  const RollbackTriggers = alarms.map((Arn) => ({ Arn, Type: 'AWS::CloudWatch::Alarm' }));
  return { RollbackTriggers, MonitoringTimeInMinutes: minutes };
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

/** Waits until CloudFormation has worked out the change set, and gives all of it. */
export async function reviewedChangeSet(
  clients: CloudFormation,
  ref: ChangeSetRef,
  signal: AbortSignal,
  { values }: Describing,
): Promise<ChangeSet> {
  const first = await pollUntil(
    async () => {
      const page = await describe(clients, ref.id, { values });
      return /^CREATE_(PENDING|IN_PROGRESS)$/.test(page.Status ?? '') ? undefined : page;
    },
    { signal, subject: `change set ${ref.name}`, deadlineMs: CREATION_DEADLINE_MS },
  );
  return { ...ref, ...(await toldBy(clients, ref, first, { values })) };
}

export interface Describing {
  /** Ask for the values of properties before and after. */
  values: boolean;
}

async function toldBy(
  clients: CloudFormation,
  { id }: ChangeSetRef,
  first: DescribeChangeSetOutput,
  { values }: Describing,
): Promise<Omit<ChangeSet, keyof ChangeSetRef>> {
  const { Status, StatusReason: reason = null, Parameters = [], Tags = [], ExecutionStatus = null } = first;
  const told = {
    executionStatus: ExecutionStatus,
    parameters: Object.fromEntries(Parameters.map((one) => [one.ParameterKey, one.ParameterValue ?? ''])),
    tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value ?? ''])),
  };
  if (Status !== 'CREATE_COMPLETE') {
    const outcome = Status === 'FAILED' && isNoChanges(reason ?? '') ? 'unchanged' : 'failed';
    return { ...told, outcome, reason: reason ?? Status ?? null, changes: [] };
  }
  const changes = await allChanges(clients, id, first, { values });
  if (!values) return { ...told, outcome: 'ready', reason: null, changes };
  const plain = await allChanges(clients, id, await describe(clients, id, { values: false }), { values: false });
  return { ...told, outcome: 'ready', reason: null, changes: withoutLoss(changes, plain) };
}

async function allChanges(
  clients: CloudFormation,
  id: string,
  first: DescribeChangeSetOutput,
  describing: Describing,
): Promise<ResourceChange[]> {
  const rest = await allPages(async (token = first.NextToken) => {
    if (!token) return { items: [], next: undefined };
    const page = await describe(clients, id, describing, token);
    return { items: page.Changes, next: page.NextToken };
  });
  return resourceChanges([...(first.Changes ?? []), ...rest]);
}

/** Asked for values, CloudFormation leaves out changes at times; none of those that it tells without is lost. */
function withoutLoss(withValues: readonly ResourceChange[], plain: readonly ResourceChange[]): ResourceChange[] {
  const known = new Map(withValues.map((change) => [change.logicalId, change]));
  return plain.map((change) => known.get(change.logicalId) ?? change);
}

function describe({ cloudformation }: CloudFormation, id: string, { values }: Describing, token?: string) {
  const IncludePropertyValues = values || undefined;
  return cloudformation.send(
    new DescribeChangeSetCommand({ ChangeSetName: id, NextToken: token, IncludePropertyValues }),
  );
}

/** A change set as it is now, without waiting for it; null when it was deleted. */
export async function describedChangeSet(
  clients: CloudFormation,
  ref: ChangeSetRef,
  describing: Describing,
): Promise<ChangeSet | null> {
  try {
    return { ...ref, ...(await toldBy(clients, ref, await describe(clients, ref.id, describing), describing)) };
  } catch (error) {
    if (isChangeSetAbsent(error) || isStackAbsent(error)) return null;
    throw error;
  }
}

/** CloudFormation has no code for it, only these two texts. */
export function isNoChanges(reason: string): boolean {
  return /The submitted information didn't contain changes\.|No updates are to be performed\./.test(reason);
}

/** Our change set is the one there is, and none was executed. One that is gone was taken along by somebody else's. */
async function isOnlyOurs(clients: CloudFormation, { id, stackId }: ChangeSetRef): Promise<boolean> {
  const [, name = ''] = stackId.split('/');
  const present = await listChangeSets(clients, name);
  if (present.length !== 1 || present[0]?.id !== id) return false;
  return (await describeStack(clients, stackId))?.status === 'REVIEW_IN_PROGRESS';
}

/**
 * Deletes a change set that will not be executed; with `broughtStack` also the stack that came into being with it,
 * unless somebody else has a change set for it, or has begun to create it.
 */
export async function discardChangeSet(
  clients: CloudFormation,
  ref: ChangeSetRef,
  broughtStack: boolean,
): Promise<void> {
  try {
    const isOurs = broughtStack && (await isOnlyOurs(clients, ref));
    await clients.cloudformation.send(new DeleteChangeSetCommand({ ChangeSetName: ref.id }));
    if (isOurs) await startDeletion(clients, ref.stackId);
  } catch (error) {
    if (!isChangeSetAbsent(error) && !isStackAbsent(error)) throw error;
  }
}
