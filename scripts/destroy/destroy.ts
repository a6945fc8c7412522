import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { causeOf, type FailureCause } from '../aws/cause.ts';
import { connectionOf } from '../aws/clients.ts';
import { deleteStack } from '../aws/deletion.ts';
import type { StackEvent } from '../aws/events.ts';
import { protectStack } from '../aws/guards.ts';
import { failedResources } from '../aws/resources.ts';
import { UserError } from '../cli/errors.ts';
import type { Account } from '../deployment/account.ts';
import { acknowledged } from '../deployment/acknowledged.ts';
import { failureOf } from '../deployment/failure.ts';
import { PARALLEL_STACKS, runSchedule } from '../deployment/schedule.ts';
import { type Environment, stackName } from '../template/environment.ts';
import { didYouMean } from '../template/near-names.ts';
import { listStacks } from '../template/repository.ts';
import { importersByStack } from './importers.ts';
import { type StandingStack, standingStack } from './standing.ts';

export interface DestroyOptions {
  root: string;
  environment: Environment;
  account: Account;
  /** Default: every stack of the repository that is deployed. */
  stacks: readonly string[];
  allowDelete: readonly string[];
  /** Turn termination protection off. */
  unprotect: boolean;
}

/** What would go, in the order in which it goes. */
export interface DestroyPlan {
  stacks: (StandingStack & { neededBy: string[] })[];
  /** Why nothing is deleted, a line each that says what to do. */
  held: string[];
}

export interface Destroyed {
  stack: string;
  status: 'deleted' | 'failed' | 'blocked';
  cause: FailureCause | null;
}

/** Looks at what is deployed; the order comes from who imports what there, not from the templates. */
export async function destroyPlan(options: DestroyOptions): Promise<DestroyPlan> {
  const standing = await standingStacks(options);
  const importers = new Map<string, Set<string>>();
  for (const region of new Set(standing.map(({ region }) => region))) {
    for (const [id, names] of await importersByStack(options.account.clients(region))) importers.set(id, names);
  }
  const stackOf = new Map(standing.map(({ state, stack }) => [state.name, stack]));
  const held = standing.flatMap((one) => heldOf(options, one));
  const stacks = standing.map((one) => {
    const names = [...(importers.get(one.state.id) ?? [])].filter((name) => name !== one.state.name);
    const others = names.filter((name) => !stackOf.has(name));
    if (others.length > 0)
      held.push(`${one.stack} exports what ${others.join(', ')} import: delete or change those first`);
    return { ...one, neededBy: names.flatMap((name) => stackOf.get(name) ?? []) };
  });
  return { stacks, held };
}

async function standingStacks(options: DestroyOptions): Promise<StandingStack[]> {
  const { root, environment, account, stacks, allowDelete } = options;
  const known = await listStacks(root);
  const wanted = stacks.length > 0 ? stacks : known;
  const found = await Promise.all(
    wanted.map((stack) => {
      const region = environment.stacks[stack]?.region ?? environment.region;
      const clients = account.clients(region);
      const dynamodb = new DynamoDBClient(connectionOf(clients));
      const allowed = acknowledged(stack, allowDelete);
      const looking = { clients, dynamodb, accountId: account.accountId, allowed };
      return standingStack(looking, stack, stackName(environment, stack));
    }),
  );
  const absent = stacks.find((_, place) => found[place] === null);
  if (absent !== undefined) {
    throw new UserError(`no stack ${stackName(environment, absent)} is deployed${didYouMean(absent, known)}`);
  }
  return found.filter((one) => one !== null);
}

function heldOf({ unprotect }: DestroyOptions, { stack, state, dataAtRisk, obstacles }: StandingStack): string[] {
  const isProtected = state.terminationProtection && !unprotect;
  return [
    ...(isProtected ? [`${stack} has termination protection: add --unprotect if it is to go`] : []),
    ...dataAtRisk
      .filter(({ isAllowed, kept }) => !isAllowed && kept !== 'Retain')
      .map(
        ({ logicalId, type, loses, kept }) =>
          `${stack}/${logicalId} (${type}) would be deleted: ${kept === null ? `loses ${loses}` : 'a snapshot is kept'}; agree with --allow-delete ${stack}/${logicalId}`,
      ),
    ...obstacles.map((line) => `${stack}/${line}`),
  ];
}

export interface Carrying {
  account: Account;
  signal: AbortSignal;
  unprotect: boolean;
  told(line: { stack: string; text: string }): void;
}

/** Deletes the stacks, those that import before those that export. One that fails keeps those that it needs. */
export async function destroyStacks({ stacks }: DestroyPlan, carrying: Carrying): Promise<Destroyed[]> {
  const needs = new Map(stacks.map(({ stack, neededBy }) => [stack, neededBy]));
  const byName = new Map(stacks.map((one) => [one.stack, one]));
  const results = await runSchedule<Destroyed>({
    needs,
    limit: PARALLEL_STACKS,
    run: (stack) => deleted(byName.get(stack) as StandingStack, carrying),
    good: ({ status }) => status === 'deleted',
    blocked: (stack, by) => ({ stack, status: 'blocked', cause: causeOf(`${by.join(', ')} still needs it`) }),
  });
  return [...results.values()];
}

async function deleted({ stack, region, state }: StandingStack, carrying: Carrying): Promise<Destroyed> {
  const { account, signal, unprotect, told } = carrying;
  const clients = account.clients(region);
  signal.throwIfAborted();
  try {
    if (state.terminationProtection && unprotect) await protectStack(clients, state.name, false);
    const report = ({ logicalId, status, reason }: StackEvent) =>
      told({ stack, text: `${status} ${logicalId}${reason ? `: ${reason}` : ''}` });
    const status = await deleteStack(clients, state.id, { poller: account.poller(region), report, signal });
    if (status === 'DELETE_COMPLETE') return { stack, status: 'deleted', cause: null };
    const [first] = await failedResources(clients, state.id);
    const cause = causeOf(first?.reason ?? `the stack ended in ${status}`, first ?? null);
    return { stack, status: 'failed', cause };
  } catch (error) {
    signal.throwIfAborted();
    const cause = failureOf(error, clients.endpoint);
    if (cause === null) throw error;
    return { stack, status: 'failed', cause };
  }
}
