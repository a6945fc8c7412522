import assert from 'node:assert/strict';
import { rename, symlink, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { awsClients } from '../../../scripts/aws/clients.ts';
import type { DeployEvent } from '../../../scripts/deployment/events.ts';
import { deployEnvironment } from '../../../scripts/deployment/execution/deploy.ts';
import { readEnvironment } from '../../../scripts/template/environment.ts';
import { awsFor } from '../../embedded/own-aws.ts';
import { environmentFile, repository, write } from '../fixture.ts';

const site = `Resources:
  Site:
    Type: AWS::S3::Bucket
    Metadata:
      Stackwarden:
        Files: pages/site
        Config: {File: config.json, Outputs: [Url]}
    Properties: {BucketName: after-site}
  Other:
    Type: AWS::S3::Bucket
    Properties: {BucketName: after-other}
Outputs:
  Url: {Value: https://api.example.com}
  Hidden: {Value: nobody's business}
`;
const artifacts = (account: string) =>
  `Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: p-dev-artifacts-${account}-us-east-1\n      VersioningConfiguration: {Status: Enabled}\n`;
const functions = `Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]
  Hello:
    Type: AWS::Lambda::Function
    Properties: {Handler: index.handler, Runtime: nodejs24.x, Role: !GetAtt Role.Arn, Code: ../functions/hello}
`;
const handler = `export const handler = async (event: { fail?: boolean }) => {
  console.log('called');
  if (event.fail) throw new Error('no\\nthanks');
  return 'hello';
};
`;

async function account(t: TestContext) {
  const aws = await awsFor(t);
  const root = await repository(t, {
    'templates/environments/dev.yaml': environmentFile(),
    'templates/bucket.yaml': artifacts(aws.accountId),
    'templates/site.yaml': site,
    'templates/functions.yaml': functions,
    'templates/pages/site/index.html': '<h1>hello</h1>',
    'templates/pages/site/assets/app-0123abcd.js': 'run()',
    'functions/hello/handler.ts': handler,
    'functions/hello/events/smoke.json': '{}',
    'functions/hello/events/broken.json': '{"fail": true}',
  });
  const { endpoint, credentials } = aws;
  const clients = (region: string) => awsClients({ region, endpoint, credentials });
  const deploy = async (smoke = false) => {
    const events: DeployEvent[] = [];
    const environment = await readEnvironment(root, 'dev', {});
    const { signal } = new AbortController();
    const report = (event: DeployEvent) => void events.push(event);
    const result = await deployEnvironment({ root, environment, clients, signal, report, wishes: { smoke } });
    return { result, events, served: events.filter(({ type }) => type === 'served') };
  };
  const { s3, cloudformation } = clients('us-east-1');
  const codeVersion = async () => {
    const { TemplateBody = '{}' } = await cloudformation.send(new GetTemplateCommand({ StackName: 'p-dev-functions' }));
    const { Code } = JSON.parse(TemplateBody).Resources.Hello.Properties;
    const { VersionId } = await s3.send(new HeadObjectCommand({ Bucket: Code.S3Bucket, Key: Code.S3Key }));
    assert.equal(Code.S3ObjectVersion, VersionId);
    return VersionId;
  };
  return { root, s3, deploy, codeVersion };
}

test('files that a stack serves, and smoke events', async (t) => {
  const { root, s3, deploy, codeVersion } = await account(t);
  await t.test('are uploaded with the stack, with their types, and the config with what was named', async () => {
    const { result, served } = await deploy();
    assert.ok(result.ok, JSON.stringify(result.stacks));
    assert.deepEqual(served, [
      { type: 'served', stack: 'site', bucket: 'after-site', uploaded: 3, unchanged: 0, removed: 0, invalidated: [] },
    ]);
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'after-site' }));
    assert.deepEqual(Contents.map(({ Key }) => Key).sort(), ['assets/app-0123abcd.js', 'config.json', 'index.html']);
    const page = await s3.send(new HeadObjectCommand({ Bucket: 'after-site', Key: 'index.html' }));
    assert.deepEqual([page.ContentType, page.CacheControl], ['text/html; charset=utf-8', 'no-cache']);
    const code = await s3.send(new HeadObjectCommand({ Bucket: 'after-site', Key: 'assets/app-0123abcd.js' }));
    assert.match(code.CacheControl ?? '', /immutable/);
    const config = await s3.send(new GetObjectCommand({ Bucket: 'after-site', Key: 'config.json' }));
    assert.deepEqual(JSON.parse((await config.Body?.transformToString()) ?? ''), { Url: 'https://api.example.com' });
  });

  await t.test('are brought up to date without a change of the stack; other buckets are left alone', async () => {
    await s3.send(new PutObjectCommand({ Bucket: 'after-site', Key: 'old.html', Body: 'old' }));
    await s3.send(new PutObjectCommand({ Bucket: 'after-other', Key: 'theirs.html', Body: 'theirs' }));
    await write(root, 'templates/pages/site/index.html', '<h1>changed</h1>');
    const { result, served } = await deploy();
    assert.equal(result.stacks.find(({ stack }) => stack === 'site')?.status, 'unchanged');
    assert.deepEqual(served, [
      { type: 'served', stack: 'site', bucket: 'after-site', uploaded: 1, unchanged: 2, removed: 1, invalidated: [] },
    ]);
    const { KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket: 'after-other' }));
    assert.equal(KeyCount, 1);
  });

  await t.test('smoke events alone are sent, and only when it is wished', async () => {
    const { result } = await deploy(true);
    const hello = result.stacks.find(({ stack }) => stack === 'functions');
    assert.deepEqual(
      hello?.invocations.map(({ functionName, event, error }) => [functionName, event, error]),
      [['hello', 'smoke.json', null]],
    );
    assert.ok(result.ok);
  });

  await t.test('a function that fails its smoke event fails the stack, in one line', async () => {
    await write(root, 'functions/hello/events/smoke.json', '{"fail": true}');
    const { result } = await deploy(true);
    const hello = result.stacks.find(({ stack }) => stack === 'functions');
    assert.equal(hello?.status, 'failed');
    assert.match(
      hello?.cause?.message ?? '',
      /^hello does not answer smoke\.json: (Error|Runtime\.HandlerError): no thanks$/,
    );
    assert.match(hello?.invocations[0]?.logs?.join('\n') ?? '', /called/);
  });

  await t.test('new code is a new version, which is what answers; unchanged code keeps its version', async () => {
    const before = await codeVersion();
    await write(root, 'functions/hello/events/smoke.json', '{}');
    assert.ok((await deploy()).result.ok);
    assert.equal(await codeVersion(), before);
    await write(root, 'functions/hello/handler.ts', handler.replace('event.fail', '!event.fail'));
    const { result } = await deploy(true);
    assert.notEqual(await codeVersion(), before);
    assert.match(result.stacks.find(({ stack }) => stack === 'functions')?.cause?.message ?? '', /no thanks$/);
  });

  await t.test('a file that the config would overwrite is a mistake, told before anything is deployed', async () => {
    await write(root, 'templates/pages/site/config.json', '{}');
    await assert.rejects(
      deploy(),
      /^UserError: templates\/pages\/site\/config\.json: Config in the template makes a file/,
    );
  });

  await t.test('a link is refused, and a folder that is gone empties no bucket', async () => {
    await rename(join(root, 'templates/pages/site'), join(root, 'templates/pages/old'));
    await symlink('old', join(root, 'templates/pages/site'));
    await assert.rejects(deploy(), /templates\/pages\/site: what is served are files, no links/);
    await unlink(join(root, 'templates/pages/site'));
    await assert.rejects(deploy(), /there is no folder templates\/pages\/site to serve/);
    const { KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket: 'after-site' }));
    assert.equal(KeyCount, 3);
  });
});
