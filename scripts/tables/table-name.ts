import { isStackAbsent } from '../aws/errors.ts';
import { listResources } from '../aws/resources.ts';
import { UserError } from '../cli/errors.ts';
import type { TableClients } from './clients.ts';

/**
 * The name of a table that a person gave: its own name, its ARN, or `stack/LogicalId` of the environment.
 * @throws UserError when it names none
 */
export async function tableNameOf(clients: TableClients, given: string): Promise<string> {
  const [, , service, region, account, resource] = given.split(':');
  if (service === 'dynamodb') return nameInArn(clients, given, region, account, resource);
  const [stack = '', logicalId, ...more] = given.split('/');
  if (logicalId === undefined) return given;
  if (clients.stackPrefix === null || more.length > 0) {
    throw new UserError(
      `${given} is not the name of a table: use its name, or stack/LogicalId with --environment NAME`,
    );
  }
  const name = clients.stackPrefix + stack;
  const resources = await listResources(clients, name).catch((error: unknown) => {
    if (isStackAbsent(error)) throw new UserError(`there is no stack ${name} in ${clients.region}: check its name`);
    throw error;
  });
  const tables = resources.filter(({ type }) => type === 'AWS::DynamoDB::Table');
  const found = tables.find((table) => table.logicalId === logicalId)?.physicalId;
  if (found) return found;
  const known = tables.map((table) => `${stack}/${table.logicalId}`).join(', ') || 'none';
  throw new UserError(`stack ${name} has no table ${logicalId}: it has ${known}`);
}

function nameInArn(clients: TableClients, arn: string, region = '', account = '', resource = ''): string {
  const name = /^table\/([\w.-]+)$/.exec(resource)?.[1];
  if (name === undefined) throw new UserError(`${arn} is not the ARN of a table`);
  if (region !== clients.region) throw new UserError(`${arn} is in ${region}: use --region ${region}`);
  if (account !== clients.accountId) {
    throw new UserError(`${arn} belongs to account ${account}, and these credentials to ${clients.accountId}`);
  }
  return name;
}
