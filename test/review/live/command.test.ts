import { deepEqual, equal, match } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { projectFolder } from '../../../scripts/cli/project.ts';
import { program } from '../../cli/program.ts';
import { scratchRepository } from '../../git/fixture.ts';
import { fakeAws, identity } from './fake-aws.ts';

/** Not `spawnSync`: the server that stands in for AWS lives in this process. */
function review(root: string, args: string[], environment: Record<string, string>) {
  const command = [...program('review'), '--root', root, ...args];
  const { AWS_PROFILE: _, AWS_REGION: __, AWS_DEFAULT_REGION: ___, ...own } = process.env;
  const files = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
  const env = { ...own, ...files, AWS_EC2_METADATA_DISABLED: 'true', ...environment };
  return new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(process.execPath, command, { cwd: projectFolder, env }, (_error, stdout, stderr) =>
      resolve({ status: child.exitCode ?? 1, stdout, stderr }),
    );
  });
}

const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI',
  AWS_REGION: 'eu-west-1',
};
const policy = (Action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: 'arn:aws:s3:::b/*' }] });
const LINK = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html';
const SAID = {
  findingDetails: 'About it.',
  findingType: 'ERROR',
  issueCode: 'SOMETHING_NEW',
  learnMoreLink: LINK,
  locations: [],
};

test('what AWS says stands among the findings, and what it does not answer is a note', async (t) => {
  const { root, commit, write } = await scratchRepository(t);
  await commit({ 'a.json': policy('s3:GetObject') });
  await write({ 'a.json': policy('s3:PutObject') });
  const { endpoint } = await fakeAws(t, {
    GetCallerIdentity: identity,
    '/policy/validation': () => ({ findings: [SAID] }),
    '/policy/check-no-new-access': () => ({ status: 403, code: 'AccessDeniedException' }),
  });
  const env = { ...CREDENTIALS, AWS_ENDPOINT_URL: endpoint };
  const { status, stdout, stderr } = await review(root, ['--live', '--base=HEAD', '--format=json'], env);
  equal(status, 1, stderr);
  deepEqual(
    JSON.parse(stdout).findings.map(({ rule, code, file }: Record<string, string>) => [rule, code, file]),
    [['access-analyzer', 'SOMETHING_NEW', 'a.json']],
  );
  match(stderr, /CheckNoNewAccess/);
  match(stderr, /no environment was named/);
  equal((stdout + stderr).includes('wJalrXUtnFEMI'), false);
});

test('without a base the head alone is asked about', async (t) => {
  const { root, commit } = await scratchRepository(t);
  await commit({ 'a.json': policy('s3:GetObject') });
  const aws = await fakeAws(t, { GetCallerIdentity: identity, '/policy/validation': () => ({ findings: [] }) });
  const { status, stderr } = await review(root, ['--live'], { ...CREDENTIALS, AWS_ENDPOINT_URL: aws.endpoint });
  equal(status, 0, stderr);
  deepEqual([...new Set(aws.calls.map(({ call }) => call))].sort(), ['/policy/validation', 'GetCallerIdentity']);
});

test('a mistake is one line that says what to do', async (t) => {
  const { root, commit } = await scratchRepository(t);
  await commit({ 'a.json': policy('s3:GetObject') });
  const mistakes = [
    [['--live'], {}, /^review: --live has no region to ask in: name an --environment, or set AWS_REGION\n$/],
    [['--live'], { AWS_REGION: 'eu-west-1' }, /^review: no AWS credentials: set AWS_PROFILE, .*\n$/],
    [['--environment=dev'], {}, /^review: --environment needs --live: .*\n$/],
    [['--live', '--environment=dev'], CREDENTIALS, /^review: .*dev.*\n$/],
  ] as const;
  for (const [args, env, expected] of mistakes) {
    const { status, stdout, stderr } = await review(root, [...args], env);
    deepEqual([status, stdout], [2, '']);
    match(stderr, expected);
  }
});
