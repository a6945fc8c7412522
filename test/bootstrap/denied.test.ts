/**
 * What jobs of GitHub must never do, called for real. Beside each call that is denied stand one that the same job is
 * allowed, and the same call by who is allowed it: nothing but the job's role stood in its way.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as cfn from '@aws-sdk/client-cloudformation';
import * as db from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { type Actor, actor } from '../../scripts/scenario/clients.ts';
import { until } from '../embedded/fixture.ts';
import { byRole } from '../embedded/found-calls.ts';
import {
  CASES,
  type Call,
  ITEM,
  KEY,
  PLANNED,
  type Place,
  type Planned,
  plan,
  STACK,
  TABLE,
  TEMPLATE,
} from './denied-calls.ts';
import { type Bootstrap, deployBootstrap, jobCredentials } from './deployed.ts';

let bootstrap: Bootstrap;
let place: Place;
const actors: Record<string, Actor> = {};

before(async () => {
  bootstrap = await deployBootstrap();
  const { aws, owner, outputs } = bootstrap;
  for (const [job] of CASES) {
    actors[job] ??= actor(aws.endpoint, aws.region, await jobCredentials(bootstrap, job));
  }
  const { QueueUrl = '' } = await owner.sqs.send(new CreateQueueCommand({ QueueName: 'queue-local' }));
  place = { accountId: aws.accountId, Bucket: outputs.BackupBucket ?? '', QueueUrl };
  const object = { Bucket: place.Bucket, Key: KEY, Body: 'x', IfNoneMatch: '*' };
  await owner.s3.send(new PutObjectCommand(object));
  await makeTable(owner);
  for (const planned of PLANNED) await makeChangeSet(planned);
  await owner.cloudformation.send(new cfn.CreateStackCommand({ StackName: STACK, TemplateBody: TEMPLATE }));
  await until(async () => {
    const described = await owner.cloudformation.send(new cfn.DescribeStacksCommand({ StackName: STACK }));
    return described.Stacks?.[0]?.StackStatus === 'CREATE_COMPLETE' || undefined;
  });
});

after(() => bootstrap?.stop());

async function makeTable({ dynamodb }: Actor): Promise<void> {
  const table = {
    ...{ TableName: TABLE, BillingMode: 'PAY_PER_REQUEST' as const },
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
  };
  await dynamodb.send(new db.CreateTableCommand(table));
  await dynamodb.send(new db.PutItemCommand({ TableName: TABLE, Item: ITEM }));
}

/** As the job that plans it: that it is denied more says something only then. */
async function makeChangeSet({ by, ...named }: Planned): Promise<void> {
  const as = actors[by] ?? assert.fail(by);
  await plan(named, by === 'plan-main' ? 'cloudformation' : null)(as, place);
  await until(async () => {
    const { Status } = await as.cloudformation.send(new cfn.DescribeChangeSetCommand(named));
    return Status === 'CREATE_COMPLETE' || undefined;
  });
}

/** How it ended, and what was decided of the job's role meanwhile. */
async function decided(job: string, call: Call): Promise<{ error: Error | null; decisions: string[] }> {
  const { calls } = bootstrap.aws;
  const start = calls.mark();
  const error = await call(actors[job] ?? assert.fail(job), place).then(
    () => null,
    (reason: Error) => reason,
  );
  const made = byRole(calls.since(start), `stackwarden-local-${job}`);
  const decisions = made.flatMap(({ checks }) => checks.map(({ action, decision }) => `${action} ${decision}`));
  return { error, decisions };
}

for (const [job, allowed, action, call, by] of CASES) {
  test(`${job} is denied ${action}${by ? `, which ${by} is allowed` : ''}`, async () => {
    const beside = await decided(job, allowed);
    assert.equal(beside.error, null);
    assert.match(beside.decisions.join(), /^[\w-]+:\w+ Allowed$/);
    const { error, decisions } = await decided(job, call);
    assert.match(error?.name ?? 'it was allowed', /^AccessDenied/);
    const denied = decisions.filter((decision) => !decision.endsWith(' Allowed'));
    assert.equal(denied.length, 1);
    assert.match(denied[0] ?? '', new RegExp(`^${action} (Im|Ex)plicitlyDenied$`));
    await call(by ? (actors[by] ?? assert.fail(by)) : bootstrap.owner, place);
  });
}
