import { shapeOf } from '../access/read/arns.ts';
import { callerIdentity } from '../aws/identity.ts';
import { UserError } from '../cli/errors.ts';
import { onePerRegion } from '../deployment/account.ts';
import { asking } from '../deployment/readback/asking.ts';
import { withAttributes } from '../deployment/readback/attributes.ts';
import { liveClients } from '../deployment/readback/clients.ts';
import { pseudoParameters } from '../deployment/readback/concrete.ts';
import { type ExpectedStack, expectedStacks } from '../deployment/readback/expected.ts';
import { filled, symbolsOf } from '../deployment/readback/physical.ts';
import { deployedStacks } from '../deployment/readback/stacks.ts';
import type { Deployment, ProvedStack } from './deployment.ts';
import type { Account } from './trial/account.ts';

/** What the templates say of the stacks that an account has, with the names and values that they have there. */
export async function readDeployment(root: string, account: Account, stacks: readonly string[]): Promise<Deployment> {
  const { environment } = account;
  const { endpoint, credentials } = account.settingOf(stacks[0] ?? '');
  const clients = onePerRegion((region) => liveClients({ region, endpoint, credentials }));
  const { accountId, partition, arn } = await callerIdentity(clients(environment.region));
  const ask = asking(arn, endpoint);
  const deployed = await deployedStacks(environment, stacks, clients, ask);
  const files = new Map(stacks.map((stack) => [stack, `templates/${stack}.yaml`]));
  const expected = await expectedStacks(root, deployed, files, accountId, partition, ask);
  const place = { accountId, partition, region: environment.region };
  const all = await Promise.all(expected.map((stack) => withAttributes(stack, ask)));
  const [note] = ask.notes();
  if (expected.length < stacks.length || ask.isOpen()) throw new UserError(`a stack cannot be read: ${note}`);
  return { root, place, stacks: all.map((stack) => proved(stack, accountId, partition)) };
}

function proved(expected: ExpectedStack, accountId: string, partition: string): ProvedStack {
  const { deployed, file, resources, documents } = expected;
  const { region } = deployed.clients;
  const pseudo = pseudoParameters({ accountId, partition, region }, deployed.name, deployed.id);
  const symbols = new Map(symbolsOf(deployed.resources, pseudo));
  for (const { logicalId, type } of deployed.resources) {
    const pattern = shapeOf(type)?.arn;
    const name = symbols.get(logicalId);
    if (!pattern || name === undefined || symbols.has(`${logicalId}.Arn`)) continue;
    const arn = pattern.replace('{path}', '/').replace('{name}', name);
    symbols.set(`${logicalId}.Arn`, filled(arn, pseudo));
  }
  return { stack: deployed.stack, file, stackName: deployed.name, region, resources, documents, symbols };
}
