import { DescribeStacksCommand, type Parameter, type Stack } from '@aws-sdk/client-cloudformation';
import { isStackAbsent } from '../../aws/errors.ts';
import { listResources } from '../../aws/resources.ts';
import { listExports } from '../../aws/stacks.ts';
import { type Environment, stackName } from '../../template/environment.ts';
import type { Asking } from './asking.ts';
import type { LiveClients } from './clients.ts';

/** A stack as it is deployed, with what its template's values came to. */
export interface DeployedStack {
  /** The repository's name for it. */
  stack: string;
  name: string;
  id: string;
  clients: LiveClients;
  /** Null: CloudFormation does not show the value. */
  parameters: ReadonlyMap<string, string | null>;
  resources: readonly DeployedResource[];
  /** What every stack of the region exports, by name. */
  exports: ReadonlyMap<string, string>;
}

export interface DeployedResource {
  logicalId: string;
  physicalId: string;
  type: string;
}

/** How CloudFormation shows the value of a parameter with NoEcho. */
const HIDDEN = '****';

/** The stacks of an environment that are deployed. Those that are not are noted. */
export async function deployedStacks(
  environment: Environment,
  stacks: readonly string[],
  clients: (region: string) => LiveClients,
  asking: Asking,
): Promise<DeployedStack[]> {
  const exports = new Map<string, Promise<ReadonlyMap<string, string>>>();
  const found: DeployedStack[] = [];
  for (const stack of stacks) {
    const listed = environment.stacks[stack];
    if (listed?.skip != null) continue;
    const region = listed?.region ?? environment.region;
    const known = exports.get(region) ?? exportsOf(clients(region), asking);
    exports.set(region, known);
    const deployed = await deployedStack(stack, stackName(environment, stack), clients(region), asking);
    if (deployed) found.push({ ...deployed, exports: await known });
  }
  return found;
}

async function deployedStack(
  stack: string,
  name: string,
  clients: LiveClients,
  { ask, note }: Asking,
): Promise<Omit<DeployedStack, 'exports'> | null> {
  const described = await ask('cloudformation:DescribeStacks', name, () => describe(clients, name));
  if (described === null) return null;
  const { value } = described;
  // A stack under review has no resources yet.
  if (value === null || value.StackStatus === 'REVIEW_IN_PROGRESS') {
    note(`the stack ${stack} is not deployed: there is no ${name} in ${clients.region}`);
    return null;
  }
  const resources = await ask('cloudformation:ListStackResources', name, () => resourcesOf(clients, name));
  if (resources === null) return null;
  if (value.StackStatus?.endsWith('_IN_PROGRESS'))
    note(`an operation runs on ${name} (${value.StackStatus}): what is read now may be half of it`);
  const parameters = new Map((value.Parameters ?? []).map((one) => [one.ParameterKey ?? '', shown(one)]));
  return { stack, name, id: value.StackId ?? name, clients, parameters, resources: resources.value };
}

async function describe({ cloudformation }: LiveClients, name: string): Promise<Stack | null> {
  try {
    const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks?.[0] ?? null;
  } catch (error) {
    if (isStackAbsent(error)) return null;
    throw error;
  }
}

function shown({ ParameterValue: given, ResolvedValue: resolved }: Parameter): string | null {
  const value = resolved ?? given ?? '';
  return value === HIDDEN ? null : value;
}

async function resourcesOf(clients: LiveClients, name: string): Promise<DeployedResource[]> {
  return (await listResources(clients, name)).flatMap(({ logicalId, physicalId, type, status }) => {
    if (!logicalId || physicalId === null || !type || status === 'DELETE_COMPLETE') return [];
    return [{ logicalId, physicalId, type }];
  });
}

async function exportsOf(clients: LiveClients, { ask }: Asking): Promise<Map<string, string>> {
  const listed = await ask('cloudformation:ListExports', clients.region, () => listExports(clients));
  return new Map((listed?.value ?? []).map(({ name, value }) => [name, value]));
}
