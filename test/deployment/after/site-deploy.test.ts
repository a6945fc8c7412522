import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { CloudFrontClient, GetInvalidationCommand, ListInvalidationsCommand } from '@aws-sdk/client-cloudfront';
import { HeadObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { projectFolder } from '../../../scripts/cli/project.ts';
import { program } from '../../cli/program.ts';
import { clientOptions, remove, start, temporaryFolder } from '../../embedded/fixture.ts';
import { environmentFile, repository, write } from '../fixture.ts';

const SITE = `Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Metadata:
      Stackwarden: {Files: site, Distribution: Site, Config: {File: config.json, Outputs: [Id]}}
    Properties: {BucketName: cached-site}
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        DefaultRootObject: index.html
        Origins: [{Id: s, DomainName: cached-site.s3.us-east-1.amazonaws.com, S3OriginConfig: {OriginAccessIdentity: ''}}]
        DefaultCacheBehavior:
          TargetOriginId: s
          ViewerProtocolPolicy: redirect-to-https
          CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6
Outputs:
  Id: {Value: !Ref Site}
`;
const PAGE = '<!doctype html><title>x</title><script type="module" src="a.js"></script>';
const SCRIPT = /^\/?a-[0-9a-f]{16}\.js$/;

type Moment = 'before' | 'after';

/**
 * A way to the embedded AWS that may end the process that comes this way, when CloudFront is to be told: before it is,
 * or after.
 */
async function way(t: TestContext, endpoint: string) {
  const armed: { moment: Moment | null; end: () => void } = { moment: null, end: () => {} };
  const server = createServer((asked, answer) => {
    const isTelling = asked.method === 'POST' && /\/distribution\/[^/]+\/invalidation/.test(asked.url ?? '');
    const moment = isTelling ? armed.moment : null;
    if (moment === 'before') return armed.end();
    const { method, url } = asked;
    // The embedded AWS answers to its own address alone.
    const headers = { ...asked.headers, host: new URL(endpoint).host };
    const onward = request(new URL(url ?? '/', endpoint), { method, headers }, (given: IncomingMessage) => {
      if (moment === 'after') return armed.end();
      answer.writeHead(given.statusCode ?? 500, given.headers);
      given.pipe(answer);
    });
    asked.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.closeAllConnections());
  t.after(() => server.close());
  return { armed, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function account(t: TestContext) {
  const folder = await temporaryFolder();
  const aws = await start(folder);
  const [cloudfront, s3] = [new CloudFrontClient(clientOptions(aws)), new S3Client(clientOptions(aws))];
  t.after(async () => {
    for (const client of [cloudfront, s3]) client.destroy();
    await aws.stop();
    await remove(folder);
  });
  const root = await repository(t, {
    'templates/environments/dev.yaml': environmentFile(),
    'templates/site.yaml': SITE,
    'templates/site/index.html': PAGE,
    'templates/site/a.ts': 'document.title = "a";',
    'templates/site/ü b.txt': 'text',
  });
  const { armed, endpoint } = await way(t, aws.endpoint);
  const deploy = async (moment: Moment | null = null) => {
    const { credentials } = aws;
    const env = {
      ...{ PATH: process.env.PATH, HOME: folder, NO_COLOR: '1', AWS_ENDPOINT_URL: endpoint },
      ...{ AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
    };
    const args = [...program('deploy'), '--root', root, '-e', 'dev'];
    const child = spawn(process.execPath, [...args, '--format', 'ndjson'], { env, cwd: projectFolder });
    Object.assign(armed, { moment, end: () => child.kill('SIGKILL') });
    let [said, complaint] = ['', ''];
    child.stdout.on('data', (part) => (said += part));
    child.stderr.on('data', (part) => (complaint += part));
    const [code] = await once(child, 'close');
    const events = said
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    return { code, complaint, served: events.find(({ type }) => type === 'served'), last: events.at(-1) };
  };
  /** The paths of all invalidations, the oldest first. */
  const invalidations = async (DistributionId: string) => {
    const { InvalidationList } = await cloudfront.send(new ListInvalidationsCommand({ DistributionId }));
    const all = (InvalidationList?.Items ?? []).map(async ({ Id }) => {
      const { Invalidation } = await cloudfront.send(new GetInvalidationCommand({ DistributionId, Id }));
      return Invalidation?.InvalidationBatch?.Paths?.Items ?? [];
    });
    return Promise.all(all);
  };
  const keys = async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'cached-site' }));
    return Contents.map(({ Key = '' }) => Key);
  };
  const headers = async (Key: string) => {
    const { ContentType, CacheControl } = await s3.send(new HeadObjectCommand({ Bucket: 'cached-site', Key }));
    return [ContentType, CacheControl];
  };
  /** What is written while something is done, in its order. */
  const writtenIn = async (work: () => Promise<unknown>) => {
    const from = aws.calls.mark();
    await work();
    const checks = aws.calls.since(from).flatMap((call) => call.checks);
    const writes = checks.filter(({ action }) => /^s3:(Put|Delete)Object$|Invalidation$/.test(action));
    return writes.map(({ action, resource }) => `${action} ${resource.split('/').at(-1)}`);
  };
  return { root, deploy, invalidations, keys, headers, writtenIn };
}

test('a site is served, and CloudFront forgets what changed', async (t) => {
  const { root, deploy, invalidations, keys, headers, writtenIn } = await account(t);
  const text = '/%C3%BC%20b.txt';
  const served = async () => {
    const { code, complaint, served, last } = await deploy();
    assert.equal(code, 0, `${complaint}${JSON.stringify(last)}`);
    return served.invalidated as string[];
  };
  let id = '';
  const told = () => invalidations(id);

  await t.test('a mistake in a page is told before anything is deployed', async () => {
    await write(root, 'templates/site/index.html', `${PAGE}\n<img src="gone.png" alt="">`);
    const { code, complaint } = await deploy();
    assert.equal(code, 2);
    assert.match(complaint, /templates\/site\/index\.html:2:6: there is no templates\/site\/gone\.png\n$/);
    await assert.rejects(keys(), { name: 'NoSuchBucket' });
    await write(root, 'templates/site/index.html', PAGE);
  });

  await t.test(
    'at first all that has a fixed name is forgotten: CloudFront may have kept that it was not there',
    async () => {
      const { code, served, last, complaint } = await deploy();
      assert.equal(code, 0, complaint);
      id = last.result.stacks[0].outputs.Id;
      assert.deepEqual(served.invalidated, [text, '/', '/config.json', '/index.html'].sort());
      assert.deepEqual(await told(), [served.invalidated]);
      const [script = '', config, index, other, ...rest] = await keys();
      assert.match(script, SCRIPT);
      assert.deepEqual([config, index, other, rest], ['config.json', 'index.html', 'ü b.txt', []]);
      assert.deepEqual(await headers(script), [
        'text/javascript; charset=utf-8',
        'public, max-age=31536000, immutable',
      ]);
      assert.deepEqual(await headers('index.html'), ['text/html; charset=utf-8', 'no-cache']);
    },
  );

  await t.test('nothing, when nothing changed', async () => {
    assert.deepEqual(await served(), []);
    assert.equal((await told()).length, 1);
  });

  await t.test('nothing, when there is only something new under a name by content', async () => {
    await write(root, 'templates/site/b-0123456789abcdef.js', '');
    assert.deepEqual(await served(), []);
    assert.equal((await told()).length, 1);
  });

  await t.test('the page and the old script, when the script changed', async () => {
    await write(root, 'templates/site/a.ts', 'document.title = "b";');
    const [home, script = '', index, ...others] = await served();
    assert.deepEqual([home, index, others], ['/', '/index.html', []]);
    assert.match(script, SCRIPT);
    assert.ok(!(await keys()).includes(script.slice(1)));
  });

  await t.test(
    'what pages load comes before them, what they loaded goes after them, CloudFront is told last',
    async () => {
      const before = (await keys()).filter((key) => SCRIPT.test(key));
      await write(root, 'templates/site/a.ts', 'document.title = "c";');
      const writes = await writtenIn(served);
      const after = (await keys()).filter((key) => SCRIPT.test(key));
      const marker = '.stackwarden-invalidate.json';
      assert.deepEqual(writes, [
        ...[`s3:PutObject ${after}`, `s3:PutObject ${marker}`, 's3:PutObject index.html', `s3:DeleteObject ${before}`],
        ...[`cloudfront:CreateInvalidation ${id}`, `s3:DeleteObject ${marker}`],
      ]);
    },
  );

  await t.test('what a deploy left that was killed before it told CloudFront', async () => {
    await write(root, 'templates/site/ü b.txt', 'other text');
    const before = (await told()).length;
    assert.equal((await deploy('before')).code, null);
    assert.equal((await told()).length, before);
    assert.deepEqual(await served(), [text]);
    assert.deepEqual((await told()).slice(before), [[text]]);
    assert.deepEqual(await served(), []);
  });

  await t.test('only once, when it was killed as soon as it had told CloudFront', async () => {
    await write(root, 'templates/site/ü b.txt', 'a third text');
    const before = (await told()).length;
    assert.equal((await deploy('after')).code, null);
    assert.deepEqual(await served(), [text]);
    assert.deepEqual((await told()).slice(before), [[text]]);
  });

  await t.test('twice, when the same changed again after such a kill', async () => {
    await write(root, 'templates/site/ü b.txt', 'a fourth text');
    const before = (await told()).length;
    assert.equal((await deploy('after')).code, null);
    await write(root, 'templates/site/ü b.txt', 'a fifth text');
    assert.deepEqual(await served(), [text]);
    assert.deepEqual((await told()).slice(before), [[text], [text]]);
    assert.ok(!(await keys()).some((key) => key.startsWith('.')));
  });
});
