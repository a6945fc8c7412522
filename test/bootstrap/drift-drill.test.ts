import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { CreateChangeSetCommand, DescribeChangeSetCommand } from '@aws-sdk/client-cloudformation';
import * as db from '@aws-sdk/client-dynamodb';
import { awsClients } from '../../scripts/aws/clients.ts';
import { projectFolder } from '../../scripts/cli/project.ts';
import { openAccount } from '../../scripts/deployment/account.ts';
import { deployEnvironment } from '../../scripts/deployment/execution/deploy.ts';
import { selectStacks } from '../../scripts/deployment/prepare.ts';
import { liveClients } from '../../scripts/deployment/readback/clients.ts';
import { environmentDrift } from '../../scripts/drift/drift.ts';
import { policyDrift } from '../../scripts/drift/policies.ts';
import { PLAN_LIFETIME_MS } from '../../scripts/drift/stale.ts';
import type { Credentials } from '../../scripts/scenario/clients.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';
import { program } from '../cli/program.ts';
import { until } from '../embedded/fixture.ts';
import { type Bootstrap, deployBootstrap } from './deployed.ts';
import { ACCOUNT, BACKUPS, roleDecisions } from './roles.ts';

const TABLE = 'people-local';
const ITEM = { id: { S: 'a' } };
const SCHEMA = {
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
  BillingMode: 'PAY_PER_REQUEST' as const,
};
/** Of every kind that is compared: roles, managed policies, buckets, tables, a key, a queue. */
const STACKS = ['lab', 'student-data', 'user-buckets', 'data-bridge'];

const signal = new AbortController().signal;
let bootstrap: Bootstrap;
let Bucket: string;
let credentials: Credentials;

before(async () => {
  bootstrap = await deployBootstrap();
  Bucket = bootstrap.outputs.BackupBucket ?? '';
  const { endpoint, credentials: owner } = bootstrap.aws;
  credentials = await bootstrap.jobCredentials('drift');
  const environment = await readEnvironment(projectFolder, 'local', { AWS_ENDPOINT_URL: endpoint });
  const { ok } = await deployEnvironment({
    ...{ root: projectFolder, environment, stacks: STACKS },
    clients: (at) => awsClients({ region: at, endpoint, credentials: owner }),
    ...{ signal, report: () => {} },
  });
  assert.ok(ok);
  const { dynamodb } = bootstrap.owner;
  await dynamodb.send(new db.CreateTableCommand({ TableName: TABLE, ...SCHEMA }));
  await dynamodb.send(new db.PutItemCommand({ TableName: TABLE, Item: ITEM }));
});

after(() => bootstrap?.stop());

/** The actions that were denied while the work was done. */
async function decidedIn<T>(work: () => Promise<T>): Promise<{ result: T; denied: string[] }> {
  const { calls } = bootstrap.aws;
  const start = calls.mark();
  const result = await work();
  const checks = calls.since(start).flatMap((call) => call.checks);
  return { result, denied: checks.filter(({ decision }) => decision !== 'Allowed').map(({ action }) => action) };
}

function run(script: string, args: string[], { accessKeyId, secretAccessKey, sessionToken = '' }: Credentials) {
  const env = {
    ...{ PATH: process.env.PATH, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', NO_COLOR: '1' },
    ...{ AWS_ENDPOINT_URL: bootstrap.aws.endpoint, AWS_ACCESS_KEY_ID: accessKeyId },
    ...{ AWS_SECRET_ACCESS_KEY: secretAccessKey },
    ...(sessionToken === '' ? {} : { AWS_SESSION_TOKEN: sessionToken }),
  };
  const command = [...program(script), ...args, '-e', 'local'];
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, command, { env, cwd: projectFolder }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

/** What stands in the account is compared as the workflow does it, some days after an abandoned plan. */
async function look() {
  const { endpoint, region } = bootstrap.aws;
  const local = await readEnvironment(projectFolder, 'local', { AWS_ENDPOINT_URL: endpoint });
  const made = liveClients({ region, endpoint, credentials });
  const clients = () => made;
  const account = await openAccount(local, clients);
  const { stacks } = await selectStacks(projectFolder, local, [...STACKS, 'bootstrap']);
  const now = new Date(Date.now() + PLAN_LIFETIME_MS + 60_000);
  const found = await environmentDrift({ environment: local, account, stacks, keepPlans: false, now, signal });
  const way = { root: projectFolder, environment: local, account, stacks, clients, signal };
  return { found, policies: await policyDrift(way) };
}

test('drift is found, policies are read back and old plans go, with the role and nothing that it may not', async () => {
  const { cloudformation } = awsClients({ ...bootstrap.aws });
  const TemplateBody = JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } } });
  const inLab = { StackName: 'stackwarden-local-lab', ChangeSetName: 'stackwarden-old-1' };
  const Capabilities = ['CAPABILITY_NAMED_IAM' as const];
  await cloudformation.send(new CreateChangeSetCommand({ ...inLab, TemplateBody, Capabilities }));
  await until(async () => {
    const { Status } = await cloudformation.send(new DescribeChangeSetCommand(inLab));
    return Status === 'CREATE_COMPLETE' ? Status : undefined;
  });
  const { result, denied } = await decidedIn(look);
  assert.deepEqual(denied, []);
  const { found, policies } = result;
  assert.deepEqual(
    found.map(({ stack, cause, removed }) => [stack, cause?.message ?? null, removed.changeSets]),
    ['bootstrap', 'data-bridge', 'lab', 'student-data', 'user-buckets'].map((stack) => [
      stack,
      null,
      stack === 'lab' ? ['stackwarden-old-1'] : [],
    ]),
  );
  assert.equal(policies.isOpen, false, policies.notes.join('\n'));
  // The embedded AWS attaches no boundary that a template gives: what only that takes away is more access here.
  const more = policies.findings.filter(({ access }) => access?.witness.context['aws:ResourceAccount'] === undefined);
  assert.deepEqual(more, []);
});

test('the command does the same with the role, and writes the document', async () => {
  const { result, denied } = await decidedIn(() => run('drift', ['lab', '--format=markdown'], credentials));
  assert.deepEqual([result.code, denied], [0, []], result.stdout + result.stderr);
  assert.match(result.stdout, /^\*\*What is deployed is as the repository says\*\* in <code>local<\/code>/);
});

test('a drill is done with the role', async () => {
  const place = `s3://${Bucket}/tables`;
  const saved = await run('backup', [TABLE, '--to', place], bootstrap.aws.credentials);
  assert.equal(saved.code, 0, saved.stderr);
  const { result, denied } = await decidedIn(() =>
    run('drill', ['--from', `${place}/${TABLE}`, '--latest'], credentials),
  );
  assert.deepEqual([result.code, denied], [0, []], result.stdout + result.stderr);
  assert.match(result.stdout, /^proven: /m);
  assert.match(result.stdout, /^table: people-local-restored-drill, deleted$/m);
});

const decisionOf = await roleDecisions();
const tableOf = (name: string) => `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/${name}`;

test('no table that the environment deploys can be written or deleted, whatever it is called', () => {
  const tables = ['student-data-dev', 'people-dev', 'USER-DB-dev', 'stackwarden-dev-lab-LabTable-1', 'drill-dev'];
  const others = ['people-prod-restored-drill', 'people-dev-restored', 'people-dev-restored-1', 'restored-drill'];
  const actions = [
    'BatchWriteItem',
    'CreateTable',
    'DeleteItem',
    'DeleteTable',
    'PutItem',
    'UpdateItem',
    'UpdateTable',
  ];
  for (const name of [...tables, ...others]) {
    for (const action of [...actions, 'Scan', 'GetItem', 'BatchGetItem', 'Query', 'TagResource']) {
      const asked = { action: `dynamodb:${action}`, resource: tableOf(name) };
      assert.equal(decisionOf('DriftRole', asked), 'ImplicitlyDenied', `${action} ${name}`);
    }
  }
  for (const action of ['BatchWriteItem', 'CreateTable', 'DeleteTable', 'Scan', 'TagResource']) {
    const asked = { action: `dynamodb:${action}`, resource: tableOf('people-dev-restored-drill') };
    assert.equal(decisionOf('DriftRole', asked), 'Allowed', action);
  }
});

test('backups are read there and nowhere else, and none is touched', () => {
  const object = `${BACKUPS}/tables/people-dev/1/manifest.json`;
  const asked = (action: string, resource: string) => decisionOf('DriftRole', { action, resource });
  assert.equal(asked('s3:GetObject', object), 'Allowed');
  for (const action of ['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion', 's3:PutBucketPolicy']) {
    assert.notEqual(asked(action, object), 'Allowed', action);
  }
  assert.equal(asked('s3:GetObject', object.replace('backups', 'artifacts')), 'ImplicitlyDenied');
  assert.equal(asked('s3:GetObject', object.replace('-dev-', '-prod-')), 'ImplicitlyDenied');
});

test('a drill decrypts its own table through DynamoDB, and nobody decrypts anything else', () => {
  const key = `arn:aws:kms:us-east-1:${ACCOUNT}:key/key`;
  const through = (service: string) => ({ 'kms:ViaService': `${service}.us-east-1.amazonaws.com` });
  const asked = (role: string, context: Record<string, string>) =>
    decisionOf(role, { action: 'kms:Decrypt', resource: key, context });
  for (const role of ['PlanPullRequestRole', 'PlanMainRole', 'DriftRole']) {
    for (const context of [{}, through('secretsmanager'), through('s3'), through('ssm')]) {
      assert.equal(asked(role, context), 'ExplicitlyDenied');
    }
    // Not denied, nor allowed: the key's own policy lets the account in, for a table that the role may read.
    assert.equal(asked(role, through('dynamodb')), 'ImplicitlyDenied');
  }
});
