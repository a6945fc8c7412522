import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import type { ResourceChange } from '../aws/changes.ts';
import type { AwsClients } from '../aws/clients.ts';
import { templateOf } from '../aws/deployed-template.ts';
import { awsFailure, isBucketAbsent } from '../aws/errors.ts';
import { type ListedResource, listResources } from '../aws/resources.ts';
import { describeStack, type StackState } from '../aws/stacks.ts';
import { dataAtRisk } from '../deployment/change/data-at-risk.ts';
import type { SettledTemplate } from '../deployment/change/settled.ts';
import type { DataAtRisk } from '../deployment/plan.ts';
import { settledDeployed } from '../deployment/planning/assess.ts';
import { readHandlers } from '../iam/catalog/handlers.ts';

/** A deployed stack, and what stands in the way of deleting it. */
export interface StandingStack {
  stack: string;
  region: string;
  state: StackState;
  resources: ListedResource[];
  /** What holds data and would go with it, or stay outside of it. */
  dataAtRisk: DataAtRisk[];
  /** What CloudFormation would stop at half-way, a line each. */
  obstacles: string[];
}

export interface Looking {
  clients: AwsClients;
  dynamodb: DynamoDBClient;
  accountId: string;
  /** Logical ids whose data may go. */
  allowed: ReadonlySet<string>;
}

/** Null when there is no such stack. */
export async function standingStack(looking: Looking, stack: string, stackName: string): Promise<StandingStack | null> {
  const { clients, accountId, allowed } = looking;
  const state = await describeStack(clients, stackName);
  if (state === null) return null;
  const isEmpty = state.status === 'REVIEW_IN_PROGRESS';
  const resources = isEmpty ? [] : await listResources(clients, state.id);
  const template = isEmpty ? null : await templateOf(clients, { stackName: state.id });
  const settled = template && settledDeployed(state, template, accountId);
  const present = resources.filter(({ status }) => status !== 'DELETE_COMPLETE');
  const gone = present.map(removal);
  return {
    ...{ stack, region: clients.region, state, resources: present },
    dataAtRisk: dataAtRisk(gone, settled, null, readHandlers(), allowed),
    obstacles: await obstaclesOf(looking, present, settled),
  };
}

function removal({ logicalId, physicalId, type }: ListedResource): ResourceChange {
  const nothing = { replacement: null, policyAction: null, scope: [], details: [], nestedChangeSet: null };
  return { logicalId, physicalId, type, action: 'Remove', ...nothing };
}

/** CloudFormation refuses these in the middle of a deletion; a stack deleted by half is worse than one that stands. */
async function obstaclesOf(looking: Looking, resources: readonly ListedResource[], settled: SettledTemplate | null) {
  const lines = await Promise.all(
    resources.map(async ({ logicalId, physicalId, type }) => {
      const policy = settled?.resources[logicalId]?.deletionPolicy;
      if (physicalId === null || policy === 'Retain') return null;
      if (type === 'AWS::S3::Bucket') return bucketObstacle(looking, logicalId, physicalId);
      if (type === 'AWS::DynamoDB::Table') return tableObstacle(looking, logicalId, physicalId);
      return null;
    }),
  );
  return lines.filter((line) => line !== null);
}

async function bucketObstacle({ clients, accountId }: Looking, logicalId: string, bucket: string) {
  try {
    const input = { Bucket: bucket, MaxKeys: 1, ExpectedBucketOwner: accountId };
    const { Versions = [], DeleteMarkers = [] } = await clients.s3.send(new ListObjectVersionsCommand(input));
    if (Versions.length + DeleteMarkers.length === 0) return null;
  } catch (error) {
    if (isBucketAbsent(error)) return null;
    throw error;
  }
  return `${logicalId}: the bucket ${bucket} is not empty, and only an empty one can be deleted: take out what is needed, then empty it (aws s3 rm s3://${bucket} --recursive, and all versions)`;
}

async function tableObstacle({ dynamodb }: Looking, logicalId: string, table: string) {
  try {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: table }));
    if (!Table?.DeletionProtectionEnabled) return null;
  } catch (error) {
    if (awsFailure(error)?.code === 'ResourceNotFoundException') return null;
    throw error;
  }
  return `${logicalId}: the table ${table} has deletion protection: turn it off in its template and deploy that first`;
}
