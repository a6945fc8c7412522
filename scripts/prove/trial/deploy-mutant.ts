import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import type { Path } from '../../template/source.ts';
import { isMap } from '../../template/walk.ts';
import type { Mutant } from '../mutants/mutant.ts';

/** A deployed stack, as it is updated with one document changed and back. */
export interface Deployable {
  cloudformation: CloudFormationClient;
  stackName: string;
  /** As it was deployed. */
  template: Record<string, unknown>;
  /** The names of its parameters, which keep their values. */
  parameters: readonly string[];
}

const PAUSE_MS = 5;

export async function readDeployable(cloudformation: CloudFormationClient, stackName: string): Promise<Deployable> {
  const named = { StackName: stackName };
  const { TemplateBody = '{}' } = await cloudformation.send(new GetTemplateCommand(named));
  const { Stacks: [stack] = [] } = await cloudformation.send(new DescribeStacksCommand(named));
  const parameters = (stack?.Parameters ?? []).flatMap(({ ParameterKey }) => ParameterKey ?? []);
  return { cloudformation, stackName, template: JSON.parse(TemplateBody), parameters };
}

/** Updates the stack to the mutant; without one back to what it was. @throws when the update fails */
export async function deployMutant(deployable: Deployable, mutant: Mutant | null): Promise<void> {
  const { cloudformation, stackName, parameters } = deployable;
  const template = mutant === null ? deployable.template : mutated(deployable.template, mutant);
  await cloudformation.send(
    new UpdateStackCommand({
      StackName: stackName,
      TemplateBody: JSON.stringify(template),
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: parameters.map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true })),
    }),
  );
  for (;;) {
    const { Stacks: [stack] = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: stackName }));
    const status = stack?.StackStatus ?? '';
    if (status === 'UPDATE_COMPLETE') return;
    if (/^UPDATE_ROLLBACK_(COMPLETE|FAILED)$/.test(status)) throw new Error(await causeOf(deployable));
    await sleep(PAUSE_MS);
  }
}

async function causeOf({ cloudformation, stackName }: Deployable): Promise<string> {
  const { StackEvents = [] } = await cloudformation.send(new DescribeStackEventsCommand({ StackName: stackName }));
  const failed = StackEvents.find(({ ResourceStatus = '' }) => ResourceStatus === 'UPDATE_FAILED');
  return `${failed?.LogicalResourceId} cannot be updated: ${failed?.ResourceStatusReason}`;
}

/** The template with the mutant's document in place of its own. */
export function mutated(template: Record<string, unknown>, { home, value }: Mutant): Record<string, unknown> {
  const { logicalId, path, stack } = home;
  if (path === null) throw new Error(`${logicalId} has no document to change`);
  const { Resources: resources = {} } = template;
  const resource = isMap(resources) ? resources[logicalId] : undefined;
  if (!isMap(resource) || !isMap(resources)) throw new Error(`the template has no ${logicalId}`);
  const settled = stack.resources.find((one) => one.logicalId === logicalId)?.properties ?? {};
  // Where a condition stands on the way, as it was decided.
  const Properties = replaced(resource.Properties, path, value) ?? replaced(settled, path, value);
  return { ...template, Resources: { ...resources, [logicalId]: { ...resource, Properties } } };
}

/** A copy with another value at a path; null where the path leads nowhere. */
function replaced(within: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (typeof within !== 'object' || within === null || !Object.hasOwn(within, step)) return null;
  const inner = replaced((within as Record<string | number, unknown>)[step], rest, value);
  if (inner === null) return null;
  return Array.isArray(within) ? within.with(Number(step), inner) : { ...within, [step]: inner };
}
