import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { CloudFrontClient, GetInvalidationCommand, ListInvalidationsCommand } from '@aws-sdk/client-cloudfront';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { awsClients } from '../../../scripts/aws/clients.ts';
import { cachedPaths, invalidate, keepPending } from '../../../scripts/deployment/after/invalidation.ts';
import type { DeployEvent } from '../../../scripts/deployment/events.ts';
import { deployEnvironment } from '../../../scripts/deployment/execution/deploy.ts';
import { readEnvironment } from '../../../scripts/template/environment.ts';
import { clientOptions, remove, start, temporaryFolder } from '../../embedded/fixture.ts';
import { environmentFile, repository, write } from '../fixture.ts';

const site = `Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Metadata: {Stackwarden: {Files: site, Distribution: Site}}
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
const page = (script: string) => `<!doctype html><title>x</title><script src="${script}"></script>`;

async function account(t: TestContext) {
  const folder = await temporaryFolder();
  const aws = await start(folder);
  const cloudfront = new CloudFrontClient(clientOptions(aws));
  t.after(async () => {
    cloudfront.destroy();
    await aws.stop();
    await remove(folder);
  });
  const root = await repository(t, {
    'templates/environments/dev.yaml': environmentFile(),
    'templates/site.yaml': site,
    'templates/site/index.html': page('a.js'),
    'templates/site/a.ts': 'document.title = "a";',
    'templates/site/ü b.txt': 'text',
  });
  const clients = awsClients({ region: 'us-east-1', endpoint: aws.endpoint, credentials: aws.credentials });
  let id = '';
  const deploy = async () => {
    const served: DeployEvent[] = [];
    const environment = await readEnvironment(root, 'dev', {});
    const report = (event: DeployEvent) => void (event.type === 'served' && served.push(event));
    const { signal } = new AbortController();
    const result = await deployEnvironment({ root, environment, clients: () => clients, signal, report });
    assert.ok(result.ok, JSON.stringify(result));
    id = result.stacks[0]?.outputs.Id ?? '';
    const [event] = served;
    return event?.type === 'served' ? event.invalidated : [];
  };
  const invalidations = async () => {
    const { InvalidationList } = await cloudfront.send(new ListInvalidationsCommand({ DistributionId: id }));
    const all = (InvalidationList?.Items ?? []).map(async ({ Id }) => {
      const { Invalidation } = await cloudfront.send(new GetInvalidationCommand({ DistributionId: id, Id }));
      return Invalidation?.InvalidationBatch?.Paths?.Items;
    });
    return Promise.all(all);
  };
  return { root, clients, deploy, invalidations, id: () => id };
}

test('CloudFront forgets what changed, and nothing else', async (t) => {
  const { root, clients, deploy, invalidations, id } = await account(t);
  const text = '/%C3%BC%20b.txt';

  await t.test('at first all that has a fixed name', async () => {
    assert.deepEqual(await deploy(), [text, '/', '/index.html'].sort());
    assert.equal((await invalidations()).length, 1);
  });

  await t.test('nothing, when nothing changed', async () => {
    assert.deepEqual(await deploy(), []);
    assert.equal((await invalidations()).length, 1);
  });

  await t.test('the page and the old script, when the script changed', async () => {
    await write(root, 'templates/site/a.ts', 'document.title = "b";');
    const [home, script, index, ...others] = await deploy();
    assert.deepEqual([home, index, others], ['/', '/index.html', []]);
    assert.match(script ?? '', /^\/a-[0-9a-f]{16}\.js$/);
  });

  const serving = { s3: clients.s3, bucket: 'cached-site', accountId: '', signal: new AbortController().signal };
  await t.test('what a deploy left that was killed before it could tell CloudFront', async () => {
    await write(root, 'templates/site/ü b.txt', 'other text');
    const pending = await keepPending({ ...serving, accountId: '000000000000' }, ['ü b.txt']);
    assert.deepEqual(pending?.paths, [text]);
    // Killed here: the text is uploaded by the next deploy at the latest.
    await clients.s3.send(
      new PutObjectCommand({
        ...{ Bucket: 'cached-site', Key: 'ü b.txt', Body: 'other text', ChecksumAlgorithm: 'SHA256' },
        ...{ ContentType: 'text/plain; charset=utf-8', CacheControl: 'no-cache' },
      }),
    );
    assert.deepEqual(await deploy(), [text]);
    assert.deepEqual(await deploy(), []);
  });

  await t.test('once, when it was killed after it had told CloudFront', async () => {
    const before = (await invalidations()).length;
    const place = { ...serving, accountId: '000000000000' };
    const pending = await keepPending(place, ['index.html']);
    assert.ok(pending);
    await invalidate(clients, place, id(), pending);
    await clients.s3.send(
      new PutObjectCommand({
        Bucket: 'cached-site',
        Key: '.stackwarden-invalidate.json',
        Body: JSON.stringify(pending),
      }),
    );
    assert.deepEqual(await deploy(), ['/', '/index.html']);
    assert.equal((await invalidations()).length, before + 1);
  });
});

test('paths are written as CloudFront takes them', () => {
  assert.deepEqual(cachedPaths(['a b/ü?.html', 'index.html', 'b/index.html']), [
    '/',
    '/a%20b/%C3%BC%3F.html',
    '/b/index.html',
    '/index.html',
  ]);
  assert.deepEqual(cachedPaths([]), []);
});
