import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { awsForFile } from '../embedded/own-aws.ts';
import { type Adopted, installed, put, remove, run, vendored } from './adopted.ts';

const { version } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8'));
let aws: EmbeddedAws;
before(async () => {
  aws = await awsForFile();
});

const ENVIRONMENT = (prefix: string) => `region: us-east-1\nprefix: ${prefix}\nstacks: {}\n`;

function reaching({ endpoint, credentials }: EmbeddedAws): NodeJS.ProcessEnv {
  return {
    ...{ AWS_ENDPOINT_URL: endpoint, AWS_EC2_METADATA_DISABLED: 'true' },
    ...{ AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
  };
}

describe('installed by npm, in a repository with one template', () => {
  let adopted: Adopted;
  before(async () => {
    adopted = await installed();
  });
  after(() => remove(adopted.root));

  test('a first review needs neither Python nor a network, and reviews the repository', async () => {
    const { code, stdout, stderr } = await run(adopted, ['review']);
    deepEqual([code, stderr], [0, ''], stdout);
    match(stdout, /^1 template and 0 policy documents reviewed, 0 files ignored/m);
    equal(existsSync(join(adopted.project, '.venv')), false);
  });

  test('without a command it says which there are, and calls itself what the person calls it', async () => {
    const { code, stdout } = await run(adopted, []);
    equal(code, 0);
    match(stdout, /^Usage: npx stackwarden <command>[\s\S]* plan, [\s\S]*review/);
    doesNotMatch(stdout, /\b(?:lint|bench)\b/, 'those of developers are not there');
    equal((await run(adopted, ['--version'])).stdout, `${version}\n`);
    match(
      (await run(adopted, ['plan', '--help'])).stdout,
      /^Usage: npx stackwarden plan \[options\][\s\S]*Example: npx stackwarden plan --env/m,
    );
    const unknown = await run(adopted, ['plan', '--nonsense', '-h']);
    deepEqual(
      [unknown.code, unknown.stderr],
      [2, "plan: Unknown option '--nonsense'; see npx stackwarden plan --help\n"],
    );
  });

  test('a plan without Python is one line; with it, what is missing is said with how to make it', async () => {
    const { code, stderr } = await run(adopted, ['plan']);
    deepEqual([code, /^setup: no Python 3\.10 or newer .*\n$/.test(stderr)], [2, true], stderr);
    await symlink(join(projectFolder, '.venv'), join(adopted.project, '.venv'));
    const plan = await run(adopted, ['plan']);
    equal(plan.code, 2);
    equal(
      plan.stderr,
      `plan: there is no environment: write templates/environments/dev.yaml, for example {region: us-east-1, account: '<12-digit id>', prefix: demo, stacks: {}}\n`,
    );
  });

  test('with an environment of three lines it plans, and deploys what was planned', () =>
    plansAndDeploys(adopted, 'pack'));
});

describe('in a folder of a repository with one template', () => {
  let adopted: Adopted;
  before(async () => {
    adopted = await vendored();
  });
  after(() => remove(adopted.root));

  test('from the repository its own files are reviewed, not those of this project', async () => {
    const { code, stdout, stderr } = await run(adopted, ['review']);
    deepEqual([code, stderr], [0, ''], stdout);
    match(stdout, /^1 template and 0 policy documents reviewed, \d+ files ignored/m);
    match(
      (await run(adopted, ['plan', '--help'])).stdout,
      /^Usage: node vendor\/stackwarden\/scripts\/stackwarden\.mjs plan/m,
    );
  });

  test('from the folder of the project, --root names the repository, and without it the project is meant', async () => {
    const cwd = adopted.project;
    const program = join(adopted.project, 'scripts', 'setup.mjs');
    const far = await run({ ...adopted, program }, ['review', '--root', '../..'], { cwd });
    match(far.stdout, /^1 template and 0 policy documents reviewed/m, far.stderr);
    const own = await run({ ...adopted, program }, ['review'], { cwd });
    match(own.stdout, /^\d+ templates and \d\d policy documents reviewed/m, own.stderr);
  });

  test('with an environment of three lines it plans, and deploys what was planned', () =>
    plansAndDeploys(adopted, 'folder'));
});

async function plansAndDeploys(adopted: Adopted, prefix: string): Promise<void> {
  await put(adopted.root, 'templates/environments/dev.yaml', ENVIRONMENT(prefix));
  const env = reaching(aws);
  const plan = await run(adopted, ['plan', '--environment', 'dev', '--out', 'plan.json'], { env });
  equal(plan.code, 0, plan.stdout + plan.stderr);
  match(plan.stdout, /^app: create: 1 resource/m);
  match(plan.stdout, /^Kept in plan\.json: .*stackwarden(?:\.mjs)? deploy --plan plan\.json$/m);
  const deploy = await run(adopted, ['deploy', '--plan', 'plan.json'], { env });
  equal(deploy.code, 0, deploy.stdout + deploy.stderr);
  match(deploy.stdout, /\bapp: created$/m);
  const again = await run(adopted, ['deploy', '--environment', 'dev', '--root', adopted.root], { cwd: '/', env });
  match(again.stdout, /\bapp: unchanged$/m, again.stderr);
}
