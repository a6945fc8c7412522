import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { program } from '../cli/program.ts';
import { environmentFile, queue, repository } from './fixture.ts';

const files = { 'templates/app.yaml': queue('a'), 'templates/environments/dev.yaml': environmentFile() };
const credentials = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
/** Nothing of the person's own AWS set-up, and no search for an instance's role. */
const bare = { PATH: process.env.PATH, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', NO_COLOR: '1' };

function run(args: string[], env: NodeJS.ProcessEnv = {}) {
  const options = { env: { ...bare, ...env }, cwd: projectFolder };
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [...program('deploy'), ...args], options, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

test('--help', async () => {
  const { code, stdout } = await run(['--help']);
  assert.equal(code, 0);
  assert.match(stdout, /Usage: npm run deploy -- \[options\] --environment NAME \[stack\]\.\.\./);
});

const DEV = ['--environment', 'dev'];
const inAccount = { ...files, 'templates/environments/dev.yaml': environmentFile('account: "111122223333"\n') };

const mistakes: [string, Record<string, string>, string[], NodeJS.ProcessEnv, RegExp][] = [
  [
    'no environment',
    { ...files, 'templates/environments/prod.yaml': environmentFile(), 'templates/environments/.#dev.yaml': '' },
    [],
    credentials,
    /^deploy: name the environment to deploy to: --environment takes dev, prod\n$/,
  ],
  [
    'no environment to name',
    { 'templates/app.yaml': queue('a') },
    [],
    credentials,
    /^deploy: there is no environment: write templates\/environments\/dev\.yaml, for example \{region: us-east-1, [^\n]*stacks: \{\}\}\n$/,
  ],
  [
    'an environment that does not exist',
    files,
    ['--environment', 'de'],
    {},
    /^deploy: no environment is called 'de'; did you mean dev\?\n$/,
  ],
  [
    'an environment without an account, and AWS itself',
    files,
    DEV,
    credentials,
    /^deploy: environment dev names no account, so it is deployed to an embedded AWS alone: set AWS_ENDPOINT_URL/,
  ],
  ['no credentials', inAccount, DEV, {}, /^deploy: no AWS credentials: set AWS_PROFILE/],
  [
    'a profile that does not exist',
    inAccount,
    DEV,
    { AWS_PROFILE: 'nope' },
    /^deploy: there is no AWS profile nope with credentials: set AWS_PROFILE to one that/,
  ],
  [
    'an endpoint that is no URL',
    files,
    DEV,
    { ...credentials, AWS_ENDPOINT_URL: 'notaurl' },
    /^deploy: AWS_ENDPOINT_URL is not a URL: set it to one such as/,
  ],
  [
    'an endpoint without its http://',
    files,
    DEV,
    { ...credentials, AWS_ENDPOINT_URL: 'localhost:4566' },
    /^deploy: AWS_ENDPOINT_URL is not a URL: set it to one such as/,
  ],
  [
    'an endpoint that does not answer',
    files,
    DEV,
    { ...credentials, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
    /^deploy: cannot reach http:\/\/127\.0\.0\.1:1: start what AWS_ENDPOINT_URL points to/,
  ],
];

for (const [name, of, args, env, expected] of mistakes) {
  test(`${name}: exit code 2 and one line`, async (t) => {
    const root = await repository(t, of);
    const { code, stdout, stderr } = await run(['--root', root, ...args], env);
    assert.match(stderr, expected);
    assert.equal(stderr.trimEnd().split('\n').length, 1);
    assert.deepEqual([code, stdout], [2, '']);
  });
}
