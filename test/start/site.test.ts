import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { AdminInitiateAuthCommand, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { projectFolder } from '../../scripts/cli/project.ts';
import { program } from '../cli/program.ts';
import { type Running, start, temporaryFolder } from './running.ts';
import { siteRepository } from './site-repository.ts';

const PERSON = { CI: undefined };
const UP = /Ctrl-C stops it/;
/** A line that never comes would be waited for without end. */
const patience = { timeout: 120_000 };

/** Starts of one account, by a person. */
async function place(t: TestContext) {
  const at = ['--port', '0', '--root', await siteRepository(t), '--state', await temporaryFolder(t, 'site')];
  return {
    at,
    begin: (args: string[] = [], env: NodeJS.ProcessEnv = PERSON) => start(t, [...at, ...args], 'node', env),
  };
}

async function stop(running: Running): Promise<void> {
  running.child.kill('SIGINT');
  equal(await running.ended, 0, running.stderr());
}

/** What the guide tells a person to export, for the commands of another terminal. */
function exported(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/(AWS_[A-Z_]+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

/** What a browser there gets. */
async function visit(address: string): Promise<[status: number | undefined, text: string]> {
  const { port, host } = new URL(address);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: '127.0.0.1', port, headers: { host, 'sec-fetch-site': 'none' } }, resolve).on('error', reject);
  });
  let text = '';
  for await (const chunk of answer) text += chunk;
  return [answer.statusCode, text];
}

async function signIn(env: Record<string, string>, pool: Record<string, string>, password: string): Promise<boolean> {
  const client = new CognitoIdentityProviderClient({
    ...{ endpoint: env.AWS_ENDPOINT_URL ?? '', region: 'us-east-1', maxAttempts: 1 },
    credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '' },
  });
  const { AuthenticationResult } = await client.send(
    new AdminInitiateAuthCommand({
      ...{ UserPoolId: pool.UserPoolId, ClientId: pool.UserPoolClientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH' },
      AuthParameters: { USERNAME: 'student-admin', PASSWORD: password },
    }),
  );
  client.destroy();
  return AuthenticationResult?.AccessToken !== undefined;
}

const outputsIn = (stdout: string) => JSON.parse(stdout).deployment.stacks[0].outputs;

function deployAgain(root: string, env: Record<string, string>): Promise<string> {
  const bare = { PATH: process.env.PATH, NO_COLOR: '1', AWS_REGION: 'us-east-1', ...env };
  const args = [...program('deploy'), '--environment', 'local', '--root', root];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: projectFolder, env: bare }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

test('it shows the site at localhost, and the password of the user that it makes once', patience, async (t) => {
  const { at, begin } = await place(t);
  const once = begin(['--once', '--format', 'json']);
  equal(await once.ended, 0, once.stderr());
  match(JSON.parse(once.stdout()).site, /^http:\/\/localhost:\d+$/);
  equal(/sign in/i.test(once.stdout() + once.stderr()), false, 'no user is made for a start that ends by itself');

  const first = begin();
  await first.says(UP);
  const [, site = ''] = await first.says(/^The site: (\S+)$/m);
  deepEqual(await visit(site), [200, 'the site']);
  const [, password = ''] = await first.says(/^ {2}Sign in as student-admin with (\S{20}) \(shown this once\)\.$/m);
  equal(first.stdout().split(password).length, 2);
  const env = exported(first.stdout());
  equal(await signIn(env, outputsIn(once.stdout()), password), true);
  const again = await deployAgain(at[3] ?? '', env);
  match(again, /web: unchanged/, 'what the guide exports is all that a deploy from another terminal needs');
  await stop(first);

  const second = begin();
  await second.says(UP);
  await second.says(/^ {2}Sign in as student-admin, whose password an earlier start showed/m);
  const { UserPoolId } = outputsIn(once.stdout());
  ok(second.stdout().includes(`admin-set-user-password --user-pool-id ${UserPoolId} --username student-admin`));
  await stop(second);
  const said = [once, first, second].map((run) => run.stderr()).concat(second.stdout(), once.stdout());
  const log = await readFile(join(at[5] ?? '', 'ministack.log'), 'utf8');
  deepEqual(
    [...said, log].filter((text) => text.includes(password)),
    [],
  );
});

test('with --format json the document has the address, and stderr alone the password', patience, async (t) => {
  const { begin } = await place(t);
  const running = begin(['--format', 'json']);
  await running.says(/\n\}\n$/);
  const document = JSON.parse(running.stdout());
  while (!UP.test(running.stderr())) await new Promise((resolve) => setTimeout(resolve, 20));
  const [, password = ''] = /Sign in as student-admin with (\S{20})/.exec(running.stderr()) ?? [];
  ok(password);
  equal(running.stdout().includes(password), false);
  match(running.stderr(), new RegExp(`^The site: ${document.site}$`, 'm'));
  await stop(running);
});

test('in CI no user is made, as a log would keep the password', patience, async (t) => {
  const { begin } = await place(t);
  const running = begin([], { CI: 'true' });
  await running.says(UP);
  await running.says(/No user was made to sign in with: in CI/);
  await stop(running);
  const person = begin();
  await person.says(/Sign in as student-admin with \S{20} /);
  await stop(person);
});
