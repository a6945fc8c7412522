import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEnvironment } from '../../scripts/template/environment.ts';
import { packageStack } from '../../scripts/template/package.ts';
import { ACCOUNT, account, queue, statuses, write } from './fixture.ts';

const BUCKET = `p-dev-artifacts-${ACCOUNT}-us-east-1`;
const bootstrap = `Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n    Properties: {BucketName: ${BUCKET}}\n`;
const withFunction = `Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties: {Handler: index.handler, Runtime: nodejs24.x, Code: ../functions/hello}
`;
const files = {
  'templates/app.yaml': withFunction,
  'templates/bootstrap.yaml': bootstrap,
  'functions/hello/handler.ts': 'export const handler = async () => "hello";\n',
};

test("the bucket's stack goes first, then what is uploaded to it, once", async (t) => {
  const { s3, events, deploy } = await account(t, files);
  assert.deepEqual(statuses(await deploy()), { app: 'created', bootstrap: 'created' });
  const uploads = events.flatMap((event) => (event.type === 'artifact' ? [`${event.stack} ${event.outcome}`] : []));
  assert.deepEqual(uploads, ['app uploaded']);
  assert.match([...s3.objects.keys()].join(), new RegExp(`^${BUCKET}/main/functions/hello/[0-9a-f]{64}\\.zip$`));
});

test('nothing is uploaded for a stack without changes', async (t) => {
  const { s3, deploy } = await account(t, files);
  await deploy();
  s3.calls.length = 0;
  assert.deepEqual(statuses(await deploy()), { app: 'unchanged', bootstrap: 'unchanged' });
  assert.deepEqual(s3.calls, ['HeadObject']);
});

test('what is deployed is named by its version', async (t) => {
  const { s3, cloudformation, deploy } = await account(t, files);
  s3.versions = true;
  await deploy();
  const code = cloudformation.stack('p-dev-app')?.template.Resources.Function?.Properties?.Code;
  assert.match(String((code as Record<string, unknown>).S3ObjectVersion), /^version-/);
  assert.deepEqual(statuses(await deploy()), { app: 'unchanged', bootstrap: 'unchanged' });
});

test('a planted artifact stops the stack, and nothing of it is executed', async (t) => {
  const { root, s3, cloudformation, deploy } = await account(t, files);
  await deploy({ stacks: ['bootstrap'] });
  const environment = await readEnvironment(root, 'dev', {});
  const identity = { accountId: ACCOUNT, region: 'us-east-1', partition: 'aws' };
  const { artifacts } = await packageStack({ root, environment, stack: 'app', identity });
  s3.objects.set(`${BUCKET}/${artifacts[0]?.key}`, Buffer.from('planted'));
  const [app] = (await deploy({ stacks: ['app'] })).stacks;
  assert.match(app?.cause?.message ?? '', /holds something else than its name says/);
  assert.equal(cloudformation.stack('p-dev-app'), undefined);
});

test("a pull request's plan writes below pr/ alone, and uses what main has of the same content", async (t) => {
  const { root, s3, deploy, plan } = await account(t, files);
  await deploy();
  const before = [...s3.objects.keys()];
  const wishes = { purpose: 'pull-request' as const };
  const same = await plan({ wishes });
  assert.deepEqual(
    same.plan.stacks.map(({ action }) => action),
    ['none', 'none'],
  );
  assert.deepEqual([...s3.objects.keys()], before);
  await write(root, 'functions/hello/handler.ts', 'export const handler = async () => "changed";\n');
  const { plan: changed } = await plan({ wishes });
  const made = [...s3.objects.keys()].filter((key) => !before.includes(key));
  assert.equal(made.length, 1);
  assert.match(made[0] ?? '', new RegExp(`^${BUCKET}/pr/functions/hello/`));
  assert.match(changed.stacks.find(({ stack }) => stack === 'app')?.changeSet?.name ?? '', /^p-pr-local-0-1-/);
});

test('an object planted below pr/ is not used', async (t) => {
  const { root, s3, deploy, plan } = await account(t, files);
  await deploy({ stacks: ['bootstrap'] });
  const environment = await readEnvironment(root, 'dev', {});
  const identity = { accountId: ACCOUNT, region: 'us-east-1', partition: 'aws' };
  const { artifacts } = await packageStack({ root, environment, stack: 'app', identity });
  await deploy({ stacks: ['app'] });
  await write(root, 'functions/hello/handler.ts', 'export const handler = async () => "changed";\n');
  const changed = await packageStack({ root, environment, stack: 'app', identity });
  assert.notEqual(changed.artifacts[0]?.key, artifacts[0]?.key);
  const key = `${BUCKET}/${changed.artifacts[0]?.key.replace(/^main/, 'pr')}`;
  s3.objects.set(key, Buffer.from('planted'));
  const { failures } = await plan({ stacks: ['app'], wishes: { purpose: 'pull-request' } });
  assert.match(failures[0]?.cause.message ?? '', /holds something else than its name says/);
});

test('without the bucket, the stack to deploy first is named', async (t) => {
  const { deploy } = await account(t, files);
  const [app] = (await deploy({ stacks: ['app'] })).stacks;
  assert.equal(app?.status, 'failed');
  assert.match(
    app?.cause?.message ?? '',
    new RegExp(`^the artifact bucket ${BUCKET} does not exist yet: .*npm run deploy -- --environment dev bootstrap`),
  );
});

test('a large template travels over the bucket', async (t) => {
  const { root, s3, cloudformation, deploy } = await account(t, { 'templates/bootstrap.yaml': bootstrap });
  await deploy();
  const names = Array.from(
    { length: 900 },
    (_, index) => `  Q${index}: {Type: 'AWS::SQS::Queue', Properties: {Name: "${'n'.repeat(40)}"}}`,
  );
  await write(root, 'templates/large.yaml', `Resources:\n${names.join('\n')}\n`);
  const result = await deploy();
  assert.deepEqual(statuses(result), { bootstrap: 'unchanged', large: 'created' });
  assert.equal(result.stacks.find(({ stack }) => stack === 'large')?.changes.length, 900);
  assert.match([...s3.objects.keys()].join(), /\/main\/templates\/[0-9a-f]{64}\.json$/);
  assert.ok(cloudformation.stack('p-dev-large'));
});

test('a plan before the bucket is there predicts what needs it', async (t) => {
  const { s3, plan } = await account(t, { ...files, 'templates/other.yaml': queue('o') });
  const { plan: made } = await plan();
  assert.deepEqual(Object.fromEntries(made.stacks.map(({ stack, action }) => [stack, action])), {
    app: 'predicted',
    bootstrap: 'create',
    other: 'create',
  });
  assert.equal(s3.objects.size, 0);
});
