import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { CloudFrontClient, GetInvalidationCommand, ListInvalidationsCommand } from '@aws-sdk/client-cloudfront';
import { HeadObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { projectFolder } from '../../../scripts/cli/project.ts';
import type { EmbeddedAws } from '../../../scripts/embedded/start.ts';
import { program } from '../../cli/program.ts';
import { clientOptions } from '../../embedded/fixture.ts';
import { awsFor } from '../../embedded/own-aws.ts';
import { environmentFile, repository } from '../fixture.ts';

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
export const PAGE = '<!doctype html><title>x</title><script type="module" src="a.js"></script>';
export const SCRIPT = /^\/?a-[0-9a-f]{16}\.js$/;

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

/** An account of its own, with a repository whose site CloudFront caches. */
export async function account(t: TestContext) {
  const aws = await awsFor(t);
  const [cloudfront, s3] = [new CloudFrontClient(clientOptions(aws)), new S3Client(clientOptions(aws))];
  t.after(() => {
    for (const client of [cloudfront, s3]) client.destroy();
  });
  const root = await repository(t, {
    'templates/environments/dev.yaml': environmentFile(),
    'templates/site.yaml': SITE,
    'templates/site/index.html': PAGE,
    'templates/site/a.ts': 'document.title = "a";',
    'templates/site/ü b.txt': 'text',
  });
  const { armed, endpoint } = await way(t, aws.endpoint);
  const { credentials } = aws;
  const env = {
    ...{ PATH: process.env.PATH, HOME: root, NO_COLOR: '1', AWS_ENDPOINT_URL: endpoint },
    ...{ AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
  };
  const deploy = (moment: Moment | null = null) => deployed(root, env, (end) => Object.assign(armed, { moment, end }));
  return { root, deploy, writtenIn: writesOf(aws), ...looking(cloudfront, s3) };
}

async function deployed(root: string, env: NodeJS.ProcessEnv, arm: (end: () => void) => void) {
  const args = [...program('deploy'), '--root', root, '-e', 'dev'];
  const child = spawn(process.execPath, [...args, '--format', 'ndjson'], { env, cwd: projectFolder });
  arm(() => child.kill('SIGKILL'));
  let [said, complaint] = ['', ''];
  child.stdout.on('data', (part) => (said += part));
  child.stderr.on('data', (part) => (complaint += part));
  const [code] = await once(child, 'close');
  const events = said
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  return { code, complaint, served: events.find(({ type }) => type === 'served'), last: events.at(-1) };
}

function looking(cloudfront: CloudFrontClient, s3: S3Client) {
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
  return { invalidations, keys, headers };
}

/** What is written while something is done, in its order. */
const writesOf = (aws: EmbeddedAws) => async (work: () => Promise<unknown>) => {
  const from = aws.calls.mark();
  await work();
  const checks = aws.calls.since(from).flatMap((call) => call.checks);
  const writes = checks.filter(({ action }) => /^s3:(Put|Delete)Object$|Invalidation$/.test(action));
  return writes.map(({ action, resource }) => `${action} ${resource.split('/').at(-1)}`);
};
