import { ListImportsCommand } from '@aws-sdk/client-cloudformation';
import type { AwsClients } from '../aws/clients.ts';
import { awsFailure } from '../aws/errors.ts';
import { allPages } from '../aws/pages.ts';
import { listExports } from '../aws/stacks.ts';

/** For each stack of this region that exports something, by ARN, the names of the stacks that import it. */
export async function importersByStack(clients: Pick<AwsClients, 'cloudformation'>) {
  const found = new Map<string, Set<string>>();
  for (const { name, stackId } of await listExports(clients)) {
    found.set(stackId, new Set([...(found.get(stackId) ?? []), ...(await importersOf(clients, name))]));
  }
  return found;
}

async function importersOf({ cloudformation }: Pick<AwsClients, 'cloudformation'>, name: string): Promise<string[]> {
  try {
    return await allPages(async (NextToken) => {
      const page = await cloudformation.send(new ListImportsCommand({ ExportName: name, NextToken }));
      return { items: page.Imports, next: page.NextToken };
    });
  } catch (error) {
    // An export that nobody imports is a ValidationError, told apart by its text alone.
    const failure = awsFailure(error);
    if (failure?.code === 'ValidationError' && /is not imported by any stack/.test(failure.message)) return [];
    throw error;
  }
}
