import { deepEqual, equal, match, notEqual } from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { awsClients, connectionOf } from '../../scripts/aws/clients.ts';
import { listResources } from '../../scripts/aws/resources.ts';
import { runProgram } from '../cli/program.ts';
import { repository } from '../deployment/fixture.ts';
import { start, temporaryFolder } from '../start/running.ts';
import { statusOf } from './fixture.ts';
import { keyedTemplate } from './template.ts';

/** Nothing of the person's own AWS set-up, and no search for an instance's role. */
const bare = { PATH: process.env.PATH, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', NO_COLOR: '1' };
const credentials = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
/** A line that never comes would be waited for without end. */
const patience = { timeout: 120_000 };

const run = (args: string[], env: NodeJS.ProcessEnv = {}, onText?: (text: string, child: ChildProcess) => void) =>
  runProgram('rotate-key', args, { ...bare, ...env }, onText);

const environment = (more: string) => `region: us-east-1\nprefix: rk\n${more}`;
const LOCAL = 'stacks: {keyed: {parameters: {FrontPort: "${AWS_ENDPOINT_PORT}"}}}\n';

/** A repository with one stack, deployed by `npm start`, and what another terminal needs to reach it. */
async function started(t: TestContext) {
  const root = await repository(t, {
    'templates/keyed.yaml': keyedTemplate('80'),
    'templates/environments/local.yaml': environment(LOCAL),
  });
  const state = await temporaryFolder(t, 'rotate');
  const running = start(t, ['--port', '0', '--root', root, '--state', state]);
  await running.says(/Ctrl-C stops it/);
  const named = [...running.stdout().matchAll(/(AWS_[A-Z_]+)=(\S+)/g)];
  const env = Object.fromEntries(named.map(([, name = '', value = '']) => [name, value]));
  const port = new URL(env.AWS_ENDPOINT_URL ?? '').port;
  return {
    ...{ root, env },
    site: () => statusOf({ endpoint: env.AWS_ENDPOINT_URL } as never, `localhost:${port}`, '/'),
    async restarted() {
      running.child.kill('SIGINT');
      equal(await running.ended, 0, running.stderr());
      const again = start(t, ['--once', '--format', 'json', '--port', port, '--root', root, '--state', state]);
      equal(await again.ended, 0, again.stderr());
      return JSON.parse(again.stdout()).deployment;
    },
  };
}

async function labelsOf(env: Record<string, string>, version: string): Promise<string[] | undefined> {
  const endpoint = env.AWS_ENDPOINT_URL ?? '';
  const keys = { accessKeyId: env.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '' };
  const clients = awsClients({ region: 'us-east-1', endpoint, credentials: keys });
  const resources = await listResources(clients, 'rk-local-keyed');
  const SecretId = resources.find(({ logicalId }) => logicalId === 'ApiKeySecret')?.physicalId ?? '';
  const client = new SecretsManagerClient(connectionOf(clients));
  return (await client.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages?.[version];
}

test('--help', async () => {
  const { code, stdout } = await run(['--help']);
  equal(code, 0);
  match(stdout, /Usage: npm run rotate-key -- \[options\] --environment NAME \[stack\[\/secret\]\]\n/);
  match(stdout, /secretsmanager:DescribeSecret, PutSecretValue and UpdateSecretVersionStage/);
});

const MISTAKES: [what: string, args: string[], said: RegExp][] = [
  ['no environment', [], /^rotate-key: name the environment to deploy to: --environment takes dev\n$/],
  ['an unknown environment', ['-e', 'de'], /^rotate-key: no environment is called 'de'; did you mean dev\?\n$/],
  ['two secrets', ['-e', 'dev', 'keyed', 'other'], /^rotate-key: one secret at a time: leave out other\n$/],
  ['AWS out of reach', ['-e', 'dev'], /^rotate-key: cannot reach http:\/\/127\.0\.0\.1:1: start what AWS_ENDPOINT_URL/],
];

for (const [what, args, said] of MISTAKES) {
  test(`${what}: exit code 2 and one line`, async (t) => {
    const root = await repository(t, {
      'templates/keyed.yaml': keyedTemplate('80'),
      'templates/environments/dev.yaml': environment('stacks: {}\n'),
    });
    const at = { ...credentials, AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_MAX_ATTEMPTS: '1' };
    const { code, stdout, stderr } = await run(['--root', root, ...args], at);
    match(stderr, said);
    equal(stderr.trimEnd().split('\n').length, 1);
    deepEqual([code, stdout], [2, '']);
  });
}

test('beside npm start: the document alone on stdout, and the next start keeps the key', patience, async (t) => {
  const { root, env, site, restarted } = await started(t);
  const before = await readFile(join(root, 'templates/environments/local.yaml'), 'utf8');
  const { code, stdout, stderr } = await run(['-e', 'local', '--format', 'json', '--root', root], env);
  equal(code, 0, stderr);
  const { version, previousVersion, deployment, ...rest } = JSON.parse(stdout);
  deepEqual(rest, { formatVersion: 1, environment: 'local', stack: 'keyed', secret: 'ApiKeySecret', file: null });
  notEqual(version, previousVersion);
  equal(deployment.changed, true);
  match(stderr, /^keyed\/ApiKeySecret: put a new version [\w-]{36} there, which nothing uses yet$/m);
  match(stderr, /^Environment local names no account, so its file stays as it is/m);
  equal(await readFile(join(root, 'templates/environments/local.yaml'), 'utf8'), before);
  equal(await site(), 200);
  const { changed, plan } = await restarted();
  deepEqual([changed, plan.stacks[0].parameters.ApiKeyVersion], [false, version]);
});

test('killed (-9) at several moments, a key works, and the last run ends it', patience, async (t) => {
  const { root, env, site } = await started(t);
  const args = ['-e', 'local', '--root', root];
  const versions: string[] = [];
  const seen = (text: string) => versions.push(...(/version ([\w-]{36})/.exec(text)?.slice(1) ?? []));
  for (const moment of [/put a new version/, /going on with version/, /Deploying keyed/, /UPDATE_IN_PROGRESS/]) {
    const killed = await run(args, env, (text, child) => {
      if (moment.test(text)) child.kill('SIGKILL');
    });
    // The update takes milliseconds here: a busy machine may be too late to kill what does it.
    if (!killed.stdout.includes('UPDATE_IN_PROGRESS')) equal(killed.code, null, killed.stdout);
    seen(killed.stdout);
    equal(await site(), 200);
  }
  const done = await run(args, env);
  equal(done.code, 0, done.stdout + done.stderr);
  seen(done.stdout);
  deepEqual(new Set(versions).size, 1, 'one version, from the first to the last');
  equal(await site(), 200);
  deepEqual(await labelsOf(env, versions[0] ?? ''), ['AWSCURRENT']);
});

test('interrupted before the deployment is over it exits with 130', patience, async (t) => {
  const { root, env, site } = await started(t);
  let sent = false;
  const { code } = await run(['-e', 'local', '--root', root], env, (text, child) => {
    // Once, as a second one ends it at once; and early, as the deployment takes milliseconds here.
    if (!sent && /put a new version/.test(text)) sent = child.kill('SIGINT');
  });
  equal(code, 130);
  equal(await site(), 200);
});
