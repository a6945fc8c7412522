import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import type { IAMClient } from '@aws-sdk/client-iam';
import { checkProvider, gitHubSettings, repositoryOf } from '../../scripts/bootstrap/github.ts';
import { variableLines } from '../../scripts/bootstrap/variables.ts';
import { UserError } from '../../scripts/cli/errors.ts';
import { resultOf } from '../../scripts/deployment/execution/result.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';
import { plan, stackPlan } from '../deployment/builders.ts';
import { environmentFile, queue, repository } from '../deployment/fixture.ts';

const addresses: [string, string | null][] = [
  ['https://github.com/org/repo.git', 'org/repo'],
  ['https://github.com/org/repo', 'org/repo'],
  ['https://token@github.com/org/my.repo.git', 'org/my.repo'],
  ['git@github.com:org/repo.git', 'org/repo'],
  ['ssh://git@github.com/org/repo.git', 'org/repo'],
  ['https://gitlab.com/org/repo.git', null],
  ['https://github.com.example.org/org/repo.git', null],
  ['/srv/git/repo.git', null],
];

for (const [url, expected] of addresses) {
  test(`the repository of ${url}`, () => assert.equal(repositoryOf(url), expected));
}

async function environmentWith(t: Parameters<typeof repository>[0], parameters: string) {
  const text = environmentFile().replace('stacks: {}', `stacks: {bootstrap: {parameters: {${parameters}}}}`);
  const root = await repository(t, { 'templates/bootstrap.yaml': queue('a'), 'templates/environments/dev.yaml': text });
  return { root, environment: await readEnvironment(root, 'dev', {}) };
}

test('the repository stands in the environment; what the checkout says of it is proposed', async (t) => {
  const { root, environment } = await environmentWith(t, '');
  const place = 'name the GitHub repository in templates/environments/dev.yaml, under stacks.bootstrap.parameters:';
  await assert.rejects(gitHubSettings(root, environment), {
    name: 'UserError',
    message: `${place} GitHubRepository: organisation/repository`,
  });
  execFileSync('git', ['init', '-q', root]);
  execFileSync('git', ['-C', root, 'remote', 'add', 'upstream', 'https://github.com/other/repo.git']);
  execFileSync('git', ['-C', root, 'remote', 'add', 'origin', 'git@github.com:org/repo.git']);
  await assert.rejects(gitHubSettings(root, environment), { message: `${place} GitHubRepository: org/repo` });
  const named = await environmentWith(t, "GitHubRepository: a/b, MakeOidcProvider: 'false'");
  assert.deepEqual(await gitHubSettings(named.root, named.environment), { repository: 'a/b', makesProvider: false });
});

const ARN = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com';
const iamWith = (arns: string[]) =>
  ({ send: async () => ({ OpenIDConnectProviderList: arns.map((Arn) => ({ Arn })) }) }) as unknown as IAMClient;

const providers: [string, string[], boolean, boolean, RegExp | null][] = [
  ['none yet, to be made', [], true, false, null],
  ['there, and told so', [ARN], false, false, null],
  ['there, and made by this very stack', [ARN], true, true, null],
  ['another one alone', [ARN.replace('token.actions.githubusercontent.com', 'accounts.google.com')], true, false, null],
  [
    "there, and somebody else's",
    [ARN],
    true,
    false,
    /has GitHub's identity provider already: add to .*MakeOidcProvider: 'false'$/,
  ],
  [
    'not there, and not to be made',
    [],
    false,
    false,
    /does not have GitHub's identity provider: remove MakeOidcProvider/,
  ],
];

for (const [name, arns, makesProvider, isOurs, message] of providers) {
  test(`identity provider: ${name}`, async () => {
    const checked = checkProvider(iamWith(arns), { repository: 'a/b', makesProvider }, isOurs, 'dev');
    if (message === null) return checked;
    await assert.rejects(checked, (error: unknown) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, message);
      return true;
    });
  });
}

test('the variables of GitHub are named, those of its environments with them', () => {
  const outputs = {
    PlanPullRequestRoleArn: 'arn:1',
    PlanMainRoleArn: 'arn:2',
    DeployRoleArn: 'arn:3',
    DriftRoleArn: 'arn:4',
    BackupBucket: 'backups',
  };
  const parameters = { BackupMailFrom: 'a@example.com', BackupMailTo: 'b@example.com', Prefix: 'p' };
  const bootstrap = {
    ...resultOf({ stack: 'bootstrap', stackName: 'p-dev-1-bootstrap', region: 'us-east-1' }, 'created'),
    outputs,
  };
  const result = {
    ...({ formatVersion: 1, environment: 'dev-1', accountId: '111122223333', ok: true, held: false } as const),
    ...{
      findings: [],
      changed: true,
      stacks: [bootstrap],
      plan: plan({ stacks: [stackPlan({ stack: 'bootstrap', parameters })] }),
    },
  };
  assert.deepEqual(variableLines(result, 'us-east-1'), [
    'gh variable set AWS_REGION --body us-east-1',
    'gh variable set DEV_1_ACCOUNT_ID --body 111122223333',
    'gh variable set DEV_1_PLAN_PR_ROLE_ARN --body arn:1',
    'gh variable set DEV_1_PLAN_MAIN_ROLE_ARN --body arn:2',
    'gh variable set DEPLOY_ROLE_ARN --body arn:3 --env dev-1',
    'gh variable set BACKUP_BUCKET --body backups --env dev-1-backup',
    'gh variable set BACKUP_BUCKET --body backups --env dev-1-restore',
    'gh variable set DRIFT_ROLE_ARN --body arn:4 --env dev-1-drift',
    'gh variable set BACKUP_BUCKET --body backups --env dev-1-drift',
    'gh variable set BACKUP_MAIL_FROM --body a@example.com --env dev-1-backup',
    'gh variable set BACKUP_MAIL_TO --body b@example.com --env dev-1-backup',
  ]);
});
