import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ListChangeSetsCommand } from '@aws-sdk/client-cloudformation';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { awsClients } from '../../scripts/aws/clients.ts';
import { describeStack } from '../../scripts/aws/stacks.ts';
import { projectFolder } from '../../scripts/cli/project.ts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';
import { packageStack } from '../../scripts/template/package.ts';
import { program } from '../cli/program.ts';
import { remove, start, temporaryFolder } from '../embedded/fixture.ts';
import { environmentFile, exporting, repository, write } from './fixture.ts';

let folder: string;
let aws: EmbeddedAws;
const children = new Set<ChildProcess>();

before(async () => {
  folder = await temporaryFolder();
  aws = await start(folder);
});

after(async () => {
  for (const child of children) child.kill('SIGKILL');
  await aws?.stop();
  await remove(folder);
});

interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A command as a person runs it. `onLine` sees what it says while it runs. */
function run(command: string, args: string[], onLine: (text: string, child: ChildProcess) => void = () => {}) {
  const { endpoint, credentials } = aws;
  const env = {
    ...{ PATH: process.env.PATH, HOME: folder, NO_COLOR: '1', AWS_ENDPOINT_URL: endpoint },
    ...{ AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
  };
  const child = spawn(process.execPath, [...program(command), ...args], { env, cwd: projectFolder });
  children.add(child);
  const ran: Ran = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (part) => {
    ran.stdout += part;
    onLine(String(part), child);
  });
  child.stderr.on('data', (part) => {
    ran.stderr += part;
  });
  return new Promise<Ran>((resolve) => {
    child.on('close', (code) => {
      children.delete(child);
      resolve({ ...ran, code });
    });
  });
}

const clients = () => awsClients({ region: 'us-east-1', endpoint: aws.endpoint, credentials: aws.credentials });

/** A repository with its own prefix, so that the tests share one account. */
async function place(t: Parameters<typeof repository>[0], prefix: string, files: Record<string, string>) {
  const environment = environmentFile().replace('prefix: p', `prefix: ${prefix}`);
  const root = await repository(t, { 'templates/environments/dev.yaml': environment, ...files });
  const at = ['--root', root, '--environment', 'dev'];
  return {
    root,
    deploy: (...more: string[]) => run('deploy', [...at, ...more]),
    plan: (...more: string[]) => run('plan', [...at, ...more]),
  };
}

const queue = (seconds: number, more = '') =>
  `Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties: {VisibilityTimeout: ${seconds}}\n${more}`;
const table = (name: string) =>
  `Resources:\n  Table:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      TableName: ${name}\n      BillingMode: PAY_PER_REQUEST\n      AttributeDefinitions: [{AttributeName: Id, AttributeType: S}]\n      KeySchema: [{AttributeName: Id, KeyType: HASH}]\n`;
/** The embedded AWS keeps names that begin so for AWS itself. */
const broken = '  Bad:\n    Type: AWS::SSM::Parameter\n    Properties: {Type: String, Name: aws-reserved, Value: x}\n';

test('create, no change, change', async (t) => {
  const { root, deploy, plan } = await place(t, 'ea', { 'templates/app.yaml': queue(30) });
  assert.match((await plan()).stdout, /app: create: 1 resource/);
  assert.equal(await describeStack(clients(), 'ea-dev-app'), null, 'a plan leaves no stack');
  assert.match((await deploy()).stdout, /app: created/);
  const same = await deploy();
  assert.deepEqual([same.code, /app: unchanged/.test(same.stdout)], [0, true], same.stdout);
  await write(root, 'templates/app.yaml', queue(31));
  assert.match((await deploy()).stdout, /app: updated/);
  const sets = await clients().cloudformation.send(new ListChangeSetsCommand({ StackName: 'ea-dev-app' }));
  const open = (sets.Summaries ?? []).filter(({ ExecutionStatus }) => ExecutionStatus !== 'EXECUTE_COMPLETE');
  assert.deepEqual(open, [], 'no change set stays but those that were executed');
});

test('a failed creation says why, and is made again when it is mended; so is a failed update', async (t) => {
  const { root, deploy } = await place(t, 'eb', { 'templates/app.yaml': queue(30) + broken });
  const failed = await deploy();
  assert.equal(failed.code, 1);
  assert.match(failed.stdout, /app: FAILED: Bad \(AWS::SSM::Parameter\): .*t be prefixed/);
  await write(root, 'templates/app.yaml', queue(30));
  assert.match((await deploy()).stdout, /app: created/);
  await write(root, 'templates/app.yaml', queue(31) + broken);
  const update = await deploy();
  assert.deepEqual([update.code, /app: FAILED: Bad/.test(update.stdout)], [1, true], update.stdout);
  assert.equal((await describeStack(clients(), 'eb-dev-app'))?.status, 'UPDATE_ROLLBACK_COMPLETE');
  await write(root, 'templates/app.yaml', queue(32));
  assert.match((await deploy()).stdout, /app: updated/);
});

test('a table is replaced only when it is named', async (t) => {
  const { root, deploy, plan } = await place(t, 'ec', { 'templates/app.yaml': table('ec-one') });
  await deploy();
  await write(root, 'templates/app.yaml', table('ec-two'));
  const planned = await plan();
  assert.equal(planned.code, 3);
  assert.match(planned.stdout, /Properties\.TableName: ec-one → ec-two/);
  const held = await deploy();
  assert.equal(held.code, 3);
  assert.match(held.stdout, /Table .* would be replaced because TableName changes: loses the items of the table/);
  assert.match((await deploy('--allow-replace', 'app/Table')).stdout, /app: updated/);
});

test('a plan is executed as it was reviewed, and refused once anything has moved', async (t) => {
  const { root, deploy, plan } = await place(t, 'ed', { 'templates/app.yaml': queue(30) });
  const file = join(root, 'plan.json');
  assert.equal((await plan('--out', file)).code, 0);
  const done = await deploy('--plan', file);
  assert.deepEqual([done.code, /app: created/.test(done.stdout)], [0, true], done.stdout + done.stderr);
  await write(root, 'templates/app.yaml', queue(31));
  await plan('--out', file);
  await write(root, 'templates/app.yaml', queue(32));
  await deploy();
  const stale = await deploy('--plan', file);
  assert.equal(stale.code, 3);
  assert.match(stale.stderr, /^the plan does not hold any more: stack ed-dev-app was /);
  const discarded = await run('plan', ['--root', root, '--discard', file]);
  assert.equal(discarded.code, 0, discarded.stderr);
});

test('an export that is not there yet is predicted, and its importer deployed after it', async (t) => {
  const files = {
    'templates/base.yaml': queue(30, exporting('ef-key')),
    'templates/web.yaml':
      'Resources:\n  Setting:\n    Type: AWS::SSM::Parameter\n    Properties: {Type: String, Value: !ImportValue ef-key}\n',
  };
  const { root, deploy, plan } = await place(t, 'ef', files);
  const file = join(root, 'plan.json');
  const planned = await plan('--out', file);
  assert.match(planned.stdout, /web: predicted: it imports ef-key, which no stack in us-east-1 exports yet/);
  const done = await deploy('--plan', file);
  assert.deepEqual([done.code, /web: created/.test(done.stdout)], [0, true], done.stdout);
});

test('an artifact that somebody planted is refused', async (t) => {
  const bucket = `eg-dev-artifacts-${aws.accountId}-us-east-1`;
  const files = {
    'templates/bucket.yaml': `Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n    Properties: {BucketName: ${bucket}, VersioningConfiguration: {Status: Enabled}}\n`,
    'templates/app.yaml':
      "Resources:\n  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]\n  F:\n    Type: AWS::Lambda::Function\n    Properties: {Handler: index.handler, Runtime: nodejs24.x, Role: !GetAtt Role.Arn, Code: ../functions/f}\n",
    'functions/f/handler.ts': 'export const handler = async () => 1;\n',
  };
  const { root, deploy } = await place(t, 'eg', files);
  await deploy('bucket');
  const environment = await readEnvironment(root, 'dev', {});
  const identity = { accountId: aws.accountId, region: 'us-east-1', partition: 'aws' };
  const { artifacts } = await packageStack({ root, environment, stack: 'app', identity });
  const at = { Bucket: bucket, Key: artifacts[0]?.key };
  await clients().s3.send(new PutObjectCommand({ ...at, Body: 'planted', ChecksumAlgorithm: 'SHA256' }));
  const { code, stdout } = await deploy();
  assert.equal(code, 1);
  assert.match(stdout, /app: FAILED: .*holds something else than its name says/);
  assert.equal(await describeStack(clients(), 'eg-dev-app'), null);
});

test('two deployers at once do each other no harm', async (t) => {
  const { root, deploy } = await place(t, 'eh', { 'templates/app.yaml': queue(30), 'templates/web.yaml': queue(30) });
  for (const seconds of [30, 31]) {
    await write(root, 'templates/app.yaml', queue(seconds));
    const both = await Promise.all([deploy(), deploy()]);
    for (const { code, stdout, stderr } of both) assert.equal(code, 0, stdout + stderr);
  }
  for (const stack of ['app', 'web']) {
    assert.match((await describeStack(clients(), `eh-dev-${stack}`))?.status ?? '', /^(CREATE|UPDATE)_COMPLETE$/);
  }
});

test('killed in the middle, the next run finishes the work', async (t) => {
  const stacks = Object.fromEntries(
    Array.from({ length: 6 }, (_, index) => [`templates/app${index}.yaml`, queue(30 + index)]),
  );
  const { deploy, root } = await place(t, 'ei', stacks);
  const at = ['--root', root, '--environment', 'dev'];
  for (const moment of [/create: 1 resource/, /CREATE_IN_PROGRESS/]) {
    const killed = await run('deploy', at, (text, child) => {
      if (moment.test(text)) child.kill('SIGKILL');
    });
    assert.notEqual(killed.code, 0);
  }
  const finished = await deploy();
  assert.equal(finished.code, 0, finished.stdout + finished.stderr);
  for (let index = 0; index < 6; index++) {
    assert.equal((await describeStack(clients(), `ei-dev-app${index}`))?.status, 'CREATE_COMPLETE');
  }
});

test('two environments fit in one account', async (t) => {
  const named =
    'Parameters:\n  Name: {Type: String}\nResources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties: {QueueName: !Ref Name}\n';
  const environment = (name: string) => `region: us-east-1\nprefix: ej\nstacks: {app: {parameters: {Name: ${name}}}}\n`;
  const root = await repository(t, {
    'templates/app.yaml': named,
    'templates/environments/dev.yaml': environment('ej-one'),
    'templates/environments/test.yaml': environment('ej-two'),
  });
  for (const name of ['dev', 'test']) {
    const { code, stdout } = await run('deploy', ['--root', root, '--environment', name]);
    assert.equal(code, 0, stdout);
  }
  assert.ok((await describeStack(clients(), 'ej-dev-app')) && (await describeStack(clients(), 'ej-test-app')));
});
