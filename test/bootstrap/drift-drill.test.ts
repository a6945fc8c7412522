import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CreateChangeSetCommand, DescribeChangeSetCommand } from '@aws-sdk/client-cloudformation';
import * as db from '@aws-sdk/client-dynamodb';
import * as s3 from '@aws-sdk/client-s3';
import { awsClients } from '../../scripts/aws/clients.ts';
import { projectFolder } from '../../scripts/cli/project.ts';
import { openAccount } from '../../scripts/deployment/account.ts';
import { deployEnvironment } from '../../scripts/deployment/execution/deploy.ts';
import { selectStacks } from '../../scripts/deployment/prepare.ts';
import { liveClients } from '../../scripts/deployment/readback/clients.ts';
import { environmentDrift } from '../../scripts/drift/drift.ts';
import { policyDrift } from '../../scripts/drift/policies.ts';
import { PLAN_LIFETIME_MS } from '../../scripts/drift/stale.ts';
import { type Actor, actor, type Credentials } from '../../scripts/scenario/clients.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';
import { program } from '../cli/program.ts';
import { until } from '../embedded/fixture.ts';
import { type Bootstrap, deployBootstrap, jobCredentials } from './deployed.ts';
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
let looker: Actor;

before(async () => {
  bootstrap = await deployBootstrap();
  Bucket = bootstrap.outputs.BackupBucket ?? '';
  const { endpoint, region, credentials: owner } = bootstrap.aws;
  credentials = await jobCredentials(bootstrap, 'drift');
  looker = actor(endpoint, region, credentials);
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

/** The actions that were allowed and denied while the work was done. */
async function decidedIn<T>(work: () => Promise<T>): Promise<{ result: T; allowed: string[]; denied: string[] }> {
  const { calls } = bootstrap.aws;
  const start = calls.mark();
  const result = await work();
  const checks = calls.since(start).flatMap((call) => call.checks);
  const actions = (allowed: boolean) =>
    [
      ...new Set(checks.filter(({ decision }) => (decision === 'Allowed') === allowed).map(({ action }) => action)),
    ].sort();
  return { result, allowed: actions(true), denied: actions(false) };
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

/** AWS asks for it where a table is made with tags; the embedded AWS does not. */
const NOT_ASKED = ['dynamodb:TagResource'];

test('a drill is done with the role, with all that it is granted', async () => {
  const place = `s3://${Bucket}/tables`;
  const saved = await run('backup', [TABLE, '--to', place], bootstrap.aws.credentials);
  assert.equal(saved.code, 0, saved.stderr);
  const { result, allowed, denied } = await decidedIn(() =>
    run('drill', ['--from', `${place}/${TABLE}`, '--latest'], credentials),
  );
  assert.deepEqual([result.code, denied], [0, []], result.stdout + result.stderr);
  assert.match(result.stdout, /^proven: /m);
  assert.match(result.stdout, /^table: people-local-restored-drill, deleted$/m);
  const { Statement } = JSON.parse(await readFile(join(projectFolder, 'policies/drill.json'), 'utf8'));
  const granted = Statement.flatMap(({ Action }: { Action: string | string[] }) => Action).sort();
  assert.deepEqual(
    allowed.filter((action) => !/^sts:/.test(action)),
    granted.filter((action: string) => !NOT_ASKED.includes(action)),
  );
});

const live = { TableName: TABLE };
const REFUSED: [name: string, action: string, call: () => Promise<unknown>][] = [
  ['writes no live table', 'dynamodb:PutItem', () => put(TABLE)],
  ['reads no item of one', 'dynamodb:Scan', () => looker.dynamodb.send(new db.ScanCommand(live))],
  ['deletes none', 'dynamodb:DeleteTable', () => looker.dynamodb.send(new db.DeleteTableCommand(live))],
  ['fills none that a person restores', 'dynamodb:PutItem', () => put(`${TABLE}-restored-2026-11-28`)],
  ['fills none of another environment', 'dynamodb:PutItem', () => put('people-prod-restored-drill')],
  [
    'makes none that a deploy would make',
    'dynamodb:CreateTable',
    () => looker.dynamodb.send(new db.CreateTableCommand({ TableName: 'more-local', ...SCHEMA })),
  ],
  [
    'writes no backup',
    's3:PutObject',
    () => looker.s3.send(new s3.PutObjectCommand({ Bucket, Key: 'tables/a', Body: 'x', IfNoneMatch: '*' })),
  ],
  [
    'deletes no backup',
    's3:DeleteObject',
    () => looker.s3.send(new s3.DeleteObjectCommand({ Bucket, Key: 'tables/a' })),
  ],
];

function put(TableName: string): Promise<unknown> {
  return looker.dynamodb.send(new db.PutItemCommand({ TableName, Item: ITEM }));
}

for (const [name, action, call] of REFUSED) {
  test(`who looks for drift ${name}: refused`, async () => {
    const { denied } = await decidedIn(() => assert.rejects(call(), /AccessDenied|not authorized/));
    assert.deepEqual(denied, [action]);
  });
}

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
