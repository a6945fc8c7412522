import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { lstat, readdir, readFile, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { projectFolder } from '../scripts/cli/project.ts';
import { program } from './cli/program.ts';
import { FUNCTION_TEMPLATE, GREETER, repository } from './template/fixture.ts';

const run = promisify(execFile);
const ENVIRONMENT = 'region: eu-west-1\nprefix: sw\nstacks:\n  greeter: {}\n';
const FILES = { ...GREETER, 'templates/environments/local.yaml': ENVIRONMENT };

/** No credentials, no home with any, and an endpoint that nothing listens on. */
const BARE = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  AWS_EC2_METADATA_DISABLED: 'true',
};

async function command(args: string[], env: Record<string, string> = BARE) {
  const options = { cwd: projectFolder, env, encoding: 'utf8' } as const;
  try {
    const { stdout, stderr } = await run(process.execPath, [...program('package'), ...args], options);
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

const written = (root: string) => readdir(join(root, '.stackwarden/package/local'), { recursive: true });

test('offline it needs no credentials and writes templates and zips', async (t) => {
  const root = await repository(t, FILES);
  const { code, stdout, stderr } = await command(['--offline', '--root', root]);
  assert.deepEqual([code, stderr], [0, '']);
  const lines =
    /^\.stackwarden\/package\/local\/greeter\.json\n {2}greeter {2}0\.\d KB {2}main\/functions\/greeter\/[0-9a-f]{64}\.zip\n$/;
  assert.match(stdout, lines);
  assert.deepEqual((await written(root)).sort(), ['functions', 'functions/greeter.zip', 'greeter.json']);
  const template = JSON.parse(await readFile(join(root, '.stackwarden/package/local/greeter.json'), 'utf8'));
  assert.ok(stdout.includes(template.Resources.Greeter.Properties.Code.S3Key));
});

test('as JSON it is one document, and a second run says the same', async (t) => {
  const root = await repository(t, FILES);
  const first = await command(['--offline', '--format', 'json', '--root', root, 'greeter']);
  const { formatVersion, environment, accountId, stacks } = JSON.parse(first.stdout);
  assert.deepEqual([formatVersion, environment, accountId], [1, 'local', null]);
  const [{ stack, region, file, policies, functions }] = stacks;
  assert.deepEqual([stack, region, policies], ['greeter', 'eu-west-1', []]);
  assert.equal(file, '.stackwarden/package/local/greeter.json');
  const [{ name, logicalIds, bytes, upload, ...rest }] = functions;
  assert.deepEqual([name, logicalIds, upload], ['greeter', ['Greeter'], null]);
  assert.equal(bytes, (await lstat(join(root, rest.file))).size);
  assert.equal((await command(['--offline', '--format', 'json', '--root', root])).stdout, first.stdout);
});

test('one mistake in one stack, and nothing is written', async (t) => {
  const bad = FUNCTION_TEMPLATE.replace('../functions/greeter', '../functions/absent');
  const root = await repository(t, { ...FILES, 'templates/zebra.yaml': bad });
  const { code, stdout, stderr } = await command(['--offline', '--root', root]);
  assert.deepEqual([code, stdout], [2, '']);
  const said = 'package: templates/zebra.yaml:6:13: there is no functions/absent/handler.ts; there is greeter\n';
  assert.equal(stderr, said);
  await assert.rejects(written(root), { code: 'ENOENT' });
});

test('an unknown placeholder, and nothing is written', async (t) => {
  const include =
    '\n  Policy:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument: !Transform\n        Name: AWS::Include\n        Parameters: {Location: ../policies/a.json}\n';
  const root = await repository(t, {
    ...FILES,
    'templates/greeter.yaml': FUNCTION_TEMPLATE + include,
    'policies/a.json': '{"Statement": [{"Resource": "${Greter.Arn}"}]}',
  });
  const { code, stderr } = await command(['--offline', '--root', root]);
  assert.equal(code, 2);
  const said =
    "package: policies/a.json:1:30: ${Greter.Arn}: the template has no resource or parameter 'Greter'; did you mean Greeter?\n";
  assert.equal(stderr, said);
  await assert.rejects(written(root), { code: 'ENOENT' });
});

test('without --offline it asks who the caller is first', async (t) => {
  const root = await repository(t, FILES);
  const keys = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'not-to-be-shown', AWS_MAX_ATTEMPTS: '1' };
  const { code, stdout, stderr } = await command(['--root', root], { ...BARE, ...keys });
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /^package: [^\n]*127\.0\.0\.1:1[^\n]*\n$/);
  assert.ok(!stderr.includes('not-to-be-shown'));
  await assert.rejects(written(root), { code: 'ENOENT' });
});

test('it does not write through a link', async (t) => {
  const outside = await repository(t, {});
  const root = await repository(t, FILES);
  await symlink(outside, join(root, '.stackwarden'));
  const { code, stderr } = await command(['--offline', '--root', root]);
  assert.deepEqual([code, stderr], [2, 'package: .stackwarden: is a link; remove it, generated files go there\n']);
  assert.deepEqual(await readdir(outside), ['node_modules']);
});

interface FakeAws {
  env: Record<string, string>;
  /** What was asked, in order. */
  requests: string[];
}

/** An AWS that knows one account and answers every upload with `status`. */
async function fakeAws(t: TestContext, accountId: string, status: number): Promise<FakeAws> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      requests.push(`${request.method} ${request.url?.split('?')[0]}`);
      if (request.method === 'POST') response.end(callerIdentity(accountId));
      else response.writeHead(request.method === 'HEAD' ? 404 : status).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => server.closeAllConnections());
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const endpoint = { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_MAX_ATTEMPTS: '1' };
  return { requests, env: { ...BARE, ...endpoint, AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' } };
}

function callerIdentity(accountId: string): string {
  const arn = `arn:aws:iam::${accountId}:user/x`;
  const result = `<Arn>${arn}</Arn><UserId>x</UserId><Account>${accountId}</Account>`;
  return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>${result}</GetCallerIdentityResult></GetCallerIdentityResponse>`;
}

test('with credentials it uploads each function to the environment’s bucket', async (t) => {
  const root = await repository(t, FILES);
  const { env, requests } = await fakeAws(t, '111122223333', 200);
  const { code, stdout, stderr } = await command(['--root', root, '--format', 'json'], env);
  assert.equal(code, 0, stderr);
  const [{ key, upload }] = JSON.parse(stdout).stacks[0].functions;
  assert.equal(upload, 'uploaded');
  assert.equal(JSON.parse(stdout).accountId, '111122223333');
  const at = `/sw-local-artifacts-111122223333-eu-west-1/${key}`;
  assert.deepEqual(requests, ['POST /', `HEAD ${at}`, `PUT ${at}`]);
});

test('the wrong account is refused before anything is packaged or uploaded', async (t) => {
  const file = `account: '444455556666'\n${ENVIRONMENT}`;
  const root = await repository(t, { ...FILES, 'templates/environments/local.yaml': file });
  const { env, requests } = await fakeAws(t, '111122223333', 200);
  const { code, stderr } = await command(['--root', root], env);
  assert.equal(code, 2);
  assert.match(
    stderr,
    /^package: the credentials belong to account 111122223333, environment local to 444455556666: use/,
  );
  assert.deepEqual(requests, ['POST /']);
  await assert.rejects(written(root), { code: 'ENOENT' });
});

test('one mistake, and nothing is uploaded', async (t) => {
  const bad = FUNCTION_TEMPLATE.replace('../functions/greeter', '../functions/absent');
  const root = await repository(t, { ...FILES, 'templates/zebra.yaml': bad });
  const { env, requests } = await fakeAws(t, '111122223333', 200);
  assert.equal((await command(['--root', root], env)).code, 2);
  assert.deepEqual(requests, ['POST /']);
});
