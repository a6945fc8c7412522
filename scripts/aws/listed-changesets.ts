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

/** The change sets of the stack that goes by this name now: by ARN, the embedded AWS finds none. */
export async function listChangeSets(
  { cloudformation }: Pick<AwsClients, 'cloudformation'>,
  stackName: string,
): Promise<ListedChangeSet[]> {
  const found = await allPages(async (NextToken) => {
    const page = await cloudformation.send(new ListChangeSetsCommand({ StackName: stackName, NextToken }));
    return { items: page.Summaries, next: page.NextToken };
  });
  return found.map(({ ChangeSetName, ChangeSetId, CreationTime, ExecutionStatus }) => ({
    ...{ name: ChangeSetName ?? '', id: ChangeSetId ?? '' },
    ...{ createdAt: CreationTime?.toISOString() ?? null, executionStatus: ExecutionStatus ?? null },
  }));
}
