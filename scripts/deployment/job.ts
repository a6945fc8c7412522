import type { AwsClients } from '../aws/clients.ts';
import type { StackEvent } from '../aws/events.ts';
import type { Poller } from '../aws/poller.ts';
import type { Handlers } from '../iam/catalog/handlers.ts';
import type { Environment } from '../template/environment.ts';
import type { DeployEvent } from './events.ts';
import type { DeploymentPlan } from './plan.ts';
import type { PreparedStack } from './prepare.ts';

/** What a plan is asked for, the same for all of its stacks. */
export interface PlanWishes {
  purpose: DeploymentPlan['purpose'];
  /** Logical ids of resources with data that may be replaced or deleted, as `Table` or `stack/Table`. */
  allowReplace: readonly string[];
  /** Take resources that exist already, by their names, into the stack. */
  importExisting: boolean;
  /** Bring resources back that were changed outside of the stack. */
  revertDrift: boolean;
  /** Call the functions with their smoke events when the stack is done. */
  smoke: boolean;
}

/** One stack on its way, with what it takes to talk about it. */
export interface StackJob {
  root: string;
  environment: Environment;
  clients: AwsClients;
  poller: Poller;
  target: PreparedStack;
  schemas: Pick<Handlers, 'createOnlyOf'>;
  wishes: PlanWishes;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  report(event: DeployEvent): void;
}

/** Reports the events of a stack's operation as its progress. */
export function teller({ target, report }: StackJob): (event: StackEvent) => void {
  return (event) => report({ type: 'progress', stack: target.stack, event });
}
