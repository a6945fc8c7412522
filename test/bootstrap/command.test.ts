import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CreateOpenIDConnectProviderCommand, IAMClient } from '@aws-sdk/client-iam';
import { projectFolder } from '../../scripts/cli/project.ts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { actor } from '../../scripts/scenario/clients.ts';
import { assume, makeRole } from '../../scripts/scenario/strangers.ts';
import { program } from '../cli/program.ts';
import { write } from '../deployment/fixture.ts';
import { clientOptions, remove, start, temporaryFolder } from '../embedded/fixture.ts';

let folder: string;
let aws: EmbeddedAws;

const environmentFile = (bootstrap: string) => `region: us-east-1
prefix: sw
tags: {Project: Stackwarden, Environment: test}
stacks:
  audit: {skip: people deploy it, parameters: {MakeTrail: 'false', MakeAnalyzer: 'false'}}
  bootstrap: {parameters: ${bootstrap}}
`;

before(async () => {
  folder = await temporaryFolder();
  aws = await start(join(folder, 'aws'));
  for (const stack of ['audit', 'bootstrap']) {
    await cp(join(projectFolder, `templates/${stack}.yaml`), join(folder, `templates/${stack}.yaml`));
  }
  await cp(join(projectFolder, 'policies'), join(folder, 'policies'), { recursive: true });
  const given = "{GitHubRepository: org/repo, MakeOidcProvider: 'false'}";
  await write(folder, 'templates/environments/test.yaml', environmentFile(given));
  await write(folder, 'templates/environments/unnamed.yaml', environmentFile('{}'));
});

after(async () => {
  await aws?.stop();
  await remove(folder);
});

interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

function run(args: string[], { accessKeyId, secretAccessKey, sessionToken = '' }: Keys = aws.credentials) {
  const env = {
    ...{ PATH: process.env.PATH, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', NO_COLOR: '1' },
    ...{ AWS_ENDPOINT_URL: aws.endpoint, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
    ...(sessionToken === '' ? {} : { AWS_SESSION_TOKEN: sessionToken }),
  };
  const command = [...program('bootstrap'), ...args, '--root', folder];
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, command, { env, cwd: projectFolder }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

async function stackNames(): Promise<string[]> {
  const { Stacks = [] } = await new CloudFormationClient(clientOptions(aws)).send(new DescribeStacksCommand({}));
  return Stacks.map(({ StackName = '' }) => StackName).sort();
}

test('an environment without a repository is one line', async () => {
  const { code, stderr } = await run(['-e', 'unnamed']);
  assert.equal(code, 2);
  assert.match(stderr, /^bootstrap: name the GitHub repository in templates\/environments\/unnamed\.yaml, .*\n$/);
});

test('credentials that may not look at the account are one line', async () => {
  const owner = actor(aws.endpoint, aws.region, aws.credentials);
  const look = { Effect: 'Allow', Action: 'cloudformation:DescribeStacks', Resource: '*' };
  await makeRole(owner, aws.accountId, 'looker', [look]);
  const { code, stdout, stderr } = await run(['-e', 'test'], await assume(owner, aws.accountId, 'looker'));
  assert.equal(code, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /^bootstrap: .*iam:ListOpenIDConnectProviders.*\n$/);
});

test('a dry run says what would be made and makes nothing; the deploy prints the variables, again when run again', async () => {
  const already = await stackNames();
  const absent = await run(['-e', 'test']);
  assert.equal(absent.code, 2);
  assert.match(
    absent.stderr,
    /^bootstrap: the account does not have GitHub's identity provider: remove MakeOidcP.*\n$/,
  );
  const Url = 'https://token.actions.githubusercontent.com';
  const iam = new IAMClient(clientOptions(aws));
  await iam.send(new CreateOpenIDConnectProviderCommand({ Url, ClientIDList: ['sts.amazonaws.com'] }));

  const dry = await run(['-e', 'test', '--dry-run']);
  assert.equal(dry.code, 0, dry.stdout + dry.stderr);
  assert.match(dry.stdout, /DeployRole/);
  assert.match(dry.stdout, /DeniedCallsAlarm/);
  assert.deepEqual(await stackNames(), already);

  const first = await run(['-e', 'test']);
  assert.equal(first.code, 0, first.stdout + first.stderr);
  const role = `arn:aws:iam::${aws.accountId}:role/sw-test-deploy`;
  assert.ok(first.stdout.includes(`gh variable set DEPLOY_ROLE_ARN --body ${role} --env test\n`), first.stdout);
  assert.deepEqual(await stackNames(), [...already, 'sw-test-audit', 'sw-test-bootstrap'].sort());

  const again = await run(['-e', 'test', '--format', 'json']);
  assert.equal(again.code, 0, again.stderr);
  const { changed, variables } = JSON.parse(again.stdout);
  assert.equal(changed, false);
  assert.ok(variables.includes(`gh variable set AWS_REGION --body us-east-1`));
});
