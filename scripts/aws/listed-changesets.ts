import { ListChangeSetsCommand } from '@aws-sdk/client-cloudformation';
import type { AwsClients } from './clients.ts';
import { allPages } from './pages.ts';

export interface ListedChangeSet {
  name: string;
  /** The ARN. */
  id: string;
  /** ISO 8601; null when not said. */
  createdAt: string | null;
  executionStatus: string | null;
}

/** The change sets of a stack that are still there. */
export async function listChangeSets(
  { cloudformation }: Pick<AwsClients, 'cloudformation'>,
  stackId: string,
): Promise<ListedChangeSet[]> {
  const found = await allPages(async (NextToken) => {
    const page = await cloudformation.send(new ListChangeSetsCommand({ StackName: stackId, NextToken }));
    return { items: page.Summaries, next: page.NextToken };
  });
  return found.map(({ ChangeSetName, ChangeSetId, CreationTime, ExecutionStatus }) => ({
    ...{ name: ChangeSetName ?? '', id: ChangeSetId ?? '' },
    ...{ createdAt: CreationTime?.toISOString() ?? null, executionStatus: ExecutionStatus ?? null },
  }));
}
