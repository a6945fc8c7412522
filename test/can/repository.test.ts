import { deepEqual, equal, match } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { program } from '../cli/program.ts';
import { ask } from './asking.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:111122223333:table/lab-table';
const asked = (options: Parameters<typeof ask>[1]) => ask(projectFolder, options);

/** Where the statement with this Sid starts. */
async function placeOf(file: string, sid: string): Promise<string> {
  const lines = (await readFile(join(projectFolder, file), 'utf8')).split('\n');
  const at = lines.findIndex((line) => line.includes(`"Sid": "${sid}"`));
  return `${file}:${at}:${(lines[at - 1]?.indexOf('{') ?? 0) + 1} (${sid})`;
}

test('the lab’s function may write to its table, however role and table are called', async () => {
  const by = await placeOf('policies/lab-function.json', 'WriteItems');
  const text = `Yes: lab/LabLambdaRole dynamodb:PutItem ${TABLE}\n  by ${by}\n`;
  const session = 'arn:aws:sts::111122223333:assumed-role/LabLambdaRole/lab-function';
  const roles = ['LabLambdaRole', 'lab/LabLambdaRole', 'arn:aws:iam::111122223333:role/LabLambdaRole', session];
  const questions = [
    ...roles.map((role) => ({ role, resource: 'LabTable' })),
    ...['lab/LabTable', '${LabTable.Arn}', TABLE].map((resource) => ({ role: 'LabLambdaRole', resource })),
  ];
  for (const question of questions) equal((await asked({ ...question, action: 'dynamodb:PutItem' })).text, text);
});

test('the account of the ARNs is that of the stacks', async () => {
  const role = 'arn:aws:iam::444455556666:role/LabLambdaRole';
  const resource = 'arn:aws:s3:::lab-bucket-444455556666-us-east-1/some/key';
  equal((await asked({ role, action: 's3:PutObject', resource })).code, 0);
  equal((await asked({ role: 'LabLambdaRole', action: 's3:PutObject', resource })).code, 0);
  const table = 'arn:aws:dynamodb:eu-west-1:444455556666:table/lab-table';
  equal((await asked({ role: 'LabLambdaRole', action: 'dynamodb:PutItem', resource: table })).code, 0);
});

test('an environment’s names are those that it deploys', async () => {
  const question = { role: 'LabLambdaRole-dev', action: 'dynamodb:PutItem', resource: `${TABLE}-dev` };
  equal((await asked({ ...question, environment: 'dev' })).code, 0);
  const { code, json } = await asked({ ...question, role: 'LabLambdaRole' });
  equal(code, 1);
  deepEqual(json.environment, 'local');
  match(json.unknown[0], /^no stack has .*table\/lab-table-dev in the environment local/);
});

test('the bucket’s policy is the home of both functions’ access', async () => {
  const by = await placeOf('policies/lab-bucket.json', 'BothFunctionsPutObjects');
  const { code, text, json } = await asked({ who: true, action: 's3:PutObject', resource: 'lab/LabBucket/a/b' });
  equal(code, 0);
  equal(text, `lab/LabLambdaRole\n  by ${by}\nlab/DIYPermission\n  by ${by}\n`);
  deepEqual(
    json.who.map(({ principal, decision, conditions }: Record<string, unknown>) => [principal, decision, conditions]),
    ['lab/LabLambdaRole', 'lab/DIYPermission'].map((principal) => [principal, 'Allowed', []]),
  );
});

test('without TLS the bucket’s Deny is named', async () => {
  const question = { action: 's3:PutObject', resource: 'LabBucket/x', context: ['aws:SecureTransport=false'] };
  const { code, text } = await asked({ role: 'DIYPermission', ...question });
  equal(code, 1);
  match(text, /^No, explicitly denied: lab\/DIYPermission s3:PutObject .*\n {2}by policies\/lab-bucket\.json:\d+:5/);
  equal((await asked({ who: true, ...question })).text.split(':')[0], 'Nobody');
});

test('an action on objects of a bucket is about any of them', async () => {
  const { json } = await asked({ role: 'DIYPermission', action: 's3:PutObject', resource: 'LabBucket' });
  equal(json.decision, 'Allowed');
  equal(json.request.resource, 'arn:aws:s3:::lab-bucket-111122223333-us-east-1/*');
});

test('a service that may under conditions is named with them', async () => {
  const { json } = await asked({ who: true, action: 'lambda:InvokeFunction', resource: 'DataBridge' });
  const [operator, gateway] = json.who;
  deepEqual([operator.principal, operator.conditions], ['bootstrap/OperatorRole', ['aws:ResourceTag/Project']]);
  deepEqual([gateway.principal, gateway.conditions], ['apigateway.amazonaws.com', ['AWS:SourceArn']]);
  equal(gateway.by[0].file, 'templates/data-bridge.yaml');
});

test('of a key, and of a role that is taken on', async () => {
  const key = await asked({ who: true, action: 'kms:Decrypt', resource: 'EncryptionKey' });
  deepEqual(key.json.who[0].conditions, ['kms:EncryptionContext:aws:s3:arn', 'kms:ViaService']);
  const trust = await asked({ who: true, action: 'sts:AssumeRole', resource: 'LabLambdaRole' });
  deepEqual(trust.text, `lambda.amazonaws.com\n  by policies/lambda-trust.json:4:5 (LambdaRunsAsThisRole)\n`);
});

async function copy(t: TestContext): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'can-copy-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  for (const folder of ['templates', 'policies']) {
    await cp(join(projectFolder, folder), join(root, folder), { recursive: true });
  }
  return root;
}

const MISSING: [role: string, action: string, resource: string, file: string][] = [
  ['DIYPermission', 'dynamodb:PutItem', 'LabTable', 'policies/diy-function.json'],
  ['LabLambdaRole', 's3:GetObject', 'LabBucket/a/b', 'policies/lab-function.json'],
  ['LabLambdaRole', 'dynamodb:Query', 'LabTable', 'policies/lab-function.json'],
  ['LabLambdaRole', 'sqs:SendMessage', 'FailedUriQueue', 'policies/lab-function.json'],
  ['LambdaExecutionRole', 's3:DeleteObject', 'DataBucket/data.json', 'policies/S3AccessPolicy.json'],
];

for (const [role, action, resource, file] of MISSING) {
  test(`what is missing makes the answer yes where it is said to go: ${action} for ${role}`, async (t) => {
    const root = await copy(t);
    const before = await ask(root, { role, action, resource });
    equal(before.code, 1);
    equal(before.json.add.file, file);
    const policy = JSON.parse(await readFile(join(root, file), 'utf8'));
    policy.Statement.push(before.json.add.statement);
    await writeFile(join(root, file), JSON.stringify(policy));
    const after = await ask(root, { role, action, resource });
    deepEqual([after.code, after.json.by[0].file], [0, file]);
  });
}

test('on the command line', () => {
  const command = [...program('can')];
  const can = (...args: string[]) =>
    spawnSync(process.execPath, [...command, ...args], { cwd: projectFolder, encoding: 'utf8' });
  const yes = can('--role=LabLambdaRole', '--action=dynamodb:PutItem', '--resource=LabTable', '--format=json');
  deepEqual([yes.status, JSON.parse(yes.stdout).decision], [0, 'Allowed']);
  const mixed = can('--who', '--policy=policies/lab-function.json', '--action=s3:GetObject', '--resource=*');
  deepEqual([mixed.status, mixed.stdout], [2, '']);
  match(mixed.stderr, /^can: --policy does not go with --who.*leave one out\n$/);
});
