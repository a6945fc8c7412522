import { ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import type { AwsClients } from './clients.ts';
import { allPages } from './pages.ts';

type CloudFormation = Pick<AwsClients, 'cloudformation'>;

export interface ListedResource {
  logicalId: string;
  physicalId: string | null;
  type: string;
  status: string;
  reason: string | null;
}

/** The resources of a stack, those that it no longer has included. */
export async function listResources({ cloudformation }: CloudFormation, stack: string): Promise<ListedResource[]> {
  const found = await allPages(async (NextToken) => {
    const page = await cloudformation.send(new ListStackResourcesCommand({ StackName: stack, NextToken }));
    return { items: page.StackResourceSummaries, next: page.NextToken };
  });
  return found.map((resource) => ({
    logicalId: resource.LogicalResourceId ?? '',
    physicalId: resource.PhysicalResourceId || null,
    type: resource.ResourceType ?? '',
    status: resource.ResourceStatus ?? '',
    reason: resource.ResourceStatusReason || null,
  }));
}

/** Of a creation that was rolled back, the resources that stayed: a deletion policy or a failure kept them. */
export async function keptResources(clients: CloudFormation, stackId: string): Promise<string[]> {
  const all = await listResources(clients, stackId);
  return all
    .filter(({ status, physicalId }) => physicalId !== null && !/^(DELETE_COMPLETE|CREATE_FAILED)$/.test(status))
    .map(({ logicalId }) => logicalId);
}

/** What CloudFormation could not delete, roll back or update, with its reason. */
export async function failedResources(clients: CloudFormation, stackId: string): Promise<ListedResource[]> {
  return (await listResources(clients, stackId)).filter(({ status }) => status.endsWith('_FAILED'));
}
