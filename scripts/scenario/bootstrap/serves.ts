import { deepEqual, equal, ok } from 'node:assert/strict';
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateFunctionCommand, DeleteFunctionCommand } from '@aws-sdk/client-lambda';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { zipSync } from 'fflate';
import { readFunctionLog } from '../../aws/cause/function-log.ts';
import { lambdaClient } from '../../deployment/after/clients.ts';
import { invalidate, keepPending } from '../../deployment/after/invalidation.ts';
import { invoked } from '../../deployment/after/invoke.ts';
import { isUploaded, otherKeys, removeObjects, uploadFile } from '../../deployment/after/served-objects.ts';
import { emptyPrefix } from '../empty-prefix.ts';
import { denied, freshName, type Ground, jobClients } from './ground.ts';
import { signal } from './plans.ts';
import { withStack } from './stacks.ts';

const OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';

/** What follows when a stack is as it should be: the files that it serves, a try of its functions. */
export async function serving(ground: Ground): Promise<void> {
  const { stage, environment } = ground;
  // What sites are called: with a year in the name, or without one.
  for (const site of ['site', 'site-2025']) {
    await stage.part(`deploy: serves a ${site}`, () => serves(ground, `${freshName()}-${site}-${environment}`));
  }
  await stage.part('deploy: tells distributions of the environment alone', () => tellsDistributions(ground));
  await stage.part('deploy: tries functions', () => triesFunctions(ground));
  await stage.part('deploy: reads the logs of what failed', () => readsLogs(ground));
}

async function serves(ground: Ground, site: string): Promise<void> {
  const { stage } = ground;
  const { accountId, region, owner } = stage;
  const bucket = `${site}-${accountId}-${region}`;
  const Resources = { Site: { Type: 'AWS::S3::Bucket', Properties: { BucketName: bucket } } };
  await withStack(owner.cloudformation, freshName(), { Resources }, async () => {
    try {
      const { s3 } = await jobClients(ground, 'deploy');
      const served = { s3, bucket, accountId, signal };
      await owner.s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'old.html', Body: 'old' }));
      await stage.step(`deploy serves files from ${site}, and no others`, async () => {
        equal(await isUploaded(served, 'index.html', Buffer.from('new')), false);
        ok(await keepPending(served, ['index.html', 'old.html']));
        deepEqual(await keepPending(served, []), await keepPending(served, []));
        await uploadFile(served, 'index.html', Buffer.from('new'));
        await removeObjects(served, await otherKeys(served, new Set(['index.html'])));
        deepEqual(await otherKeys(served, new Set()), ['index.html']);
      });
    } finally {
      await emptyPrefix(owner.s3, bucket, '');
    }
  });
}

async function tellsDistributions(ground: Ground): Promise<void> {
  const { stage, environment } = ground;
  const { accountId, region, owner } = stage;
  const bucket = `${freshName()}-site-${environment}-${accountId}-${region}`;
  const template = {
    Resources: {
      Site: { Type: 'AWS::S3::Bucket', Properties: { BucketName: bucket } },
      Own: distribution(bucket, environment),
      Other: distribution(bucket, 'other'),
    },
    Outputs: { Own: { Value: { Ref: 'Own' } }, Other: { Value: { Ref: 'Other' } } },
  };
  await withStack(owner.cloudformation, freshName(), template, async ({ outputs: { Own = '', Other = '' } }) => {
    const clients = await jobClients(ground, 'deploy');
    const served = { s3: clients.s3, bucket, accountId, signal };
    const pending = { reference: freshName(), paths: ['/'] };
    await stage.step('deploy has a distribution forget files', () => invalidate(clients, served, Own, pending));
    await stage.refused(
      'but none of another environment',
      { action: 'cloudfront:CreateInvalidation', decision: denied },
      () => invalidate(clients, served, Other, pending),
    );
  });
}

function distribution(bucket: string, Environment: string): object {
  const Origins = [{ Id: 's', DomainName: `${bucket}.s3.us-east-1.amazonaws.com`, S3OriginConfig: {} }];
  const cache = { TargetOriginId: 's', ViewerProtocolPolicy: 'redirect-to-https', CachePolicyId: OPTIMIZED };
  const DistributionConfig = { Enabled: true, Origins, DefaultCacheBehavior: cache };
  const Tags = [{ Key: 'Environment', Value: Environment }];
  return { Type: 'AWS::CloudFront::Distribution', Properties: { Tags, DistributionConfig } };
}

async function triesFunctions(ground: Ground): Promise<void> {
  const { stage, environment, name } = ground;
  const { lambda } = stage.owner;
  const FunctionName = `${freshName()}-${environment}`;
  const ZipFile = zipSync({ 'index.mjs': Buffer.from('export const handler = async () => console.log("tried");') });
  const code = { Code: { ZipFile }, Handler: 'index.handler', Runtime: 'nodejs24.x' as const };
  const Role = `arn:aws:iam::${stage.accountId}:role/${name}-operator`;
  await lambda.send(new CreateFunctionCommand({ FunctionName, Role, ...code }));
  try {
    const client = await lambdaClient(await jobClients(ground, 'deploy'));
    await stage.step('deploy calls a function of the environment', async ({ note }) => {
      const { error, milliseconds } = await invoked({ lambda: client, signal }, FunctionName, Buffer.from('{}'));
      equal(error, null);
      note(`answered in ${milliseconds} ms`);
    });
  } finally {
    await lambda.send(new DeleteFunctionCommand({ FunctionName }));
  }
}

async function readsLogs(ground: Ground): Promise<void> {
  const { stage, environment } = ground;
  const { logs } = stage.owner;
  const functionName = `${freshName()}-${environment}`;
  const logGroupName = `/aws/lambda/${functionName}`;
  const log = { logGroupName, logStreamName: 'a' };
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  try {
    await logs.send(new CreateLogStreamCommand(log));
    await logs.send(new PutLogEventsCommand({ ...log, logEvents: [{ timestamp: Date.now(), message: 'why' }] }));
    await stage.step('deploy reads what a function logged that failed', async () => {
      const place = { functionName, stream: null, until: null };
      deepEqual(await readFunctionLog(await jobClients(ground, 'deploy'), place), ['why']);
    });
  } finally {
    await logs.send(new DeleteLogGroupCommand({ logGroupName }));
  }
}
