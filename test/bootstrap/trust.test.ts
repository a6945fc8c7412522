import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { awsClients } from '../../scripts/aws/clients.ts';
import { projectFolder } from '../../scripts/cli/project.ts';
import { deployEnvironment } from '../../scripts/deployment/execution/deploy.ts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';
import { remove, start, temporaryFolder } from '../embedded/fixture.ts';
import { GITHUB } from './roles.ts';

let folder: string;
let aws: EmbeddedAws;

before(async () => {
  folder = await temporaryFolder();
  aws = await start(folder);
  const { endpoint, credentials } = aws;
  const local = await readEnvironment(projectFolder, 'local', { AWS_ENDPOINT_URL: endpoint });
  // The embedded AWS has no resource type for the provider, and asks for none.
  const bootstrap = { region: null, skip: null, parameters: { ...GITHUB, MakeOidcProvider: 'false' } };
  const result = await deployEnvironment({
    ...{
      root: projectFolder,
      environment: { ...local, stacks: { ...local.stacks, bootstrap } },
      stacks: ['bootstrap'],
    },
    clients: (region) => awsClients({ region, endpoint, credentials }),
    ...{ signal: new AbortController().signal, report: () => {} },
  });
  assert.ok(result.ok, JSON.stringify(result.stacks, null, 1));
});

after(async () => {
  await aws?.stop();
  await remove(folder);
});

/** A token as GitHub's; who signed it is not looked at here. */
function tokenOf(claims: Record<string, string>): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const iss = 'https://token.actions.githubusercontent.com';
  const exp = Math.floor(Date.now() / 1000) + 600;
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iss, exp, ...claims })}.${Buffer.from('x').toString('base64url')}`;
}

async function assumes(purpose: string, sub: string, aud = 'sts.amazonaws.com'): Promise<boolean> {
  const { endpoint, region, credentials, accountId } = aws;
  const sts = new STSClient({ endpoint, region, credentials, maxAttempts: 1 });
  const input = {
    RoleArn: `arn:aws:iam::${accountId}:role/stackwarden-local-${purpose}`,
    RoleSessionName: 'test',
    WebIdentityToken: tokenOf({ sub, aud }),
  };
  try {
    await sts.send(new AssumeRoleWithWebIdentityCommand(input));
    return true;
  } catch (error) {
    assert.match(String((error as Error).name), /AccessDenied/);
    return false;
  } finally {
    sts.destroy();
  }
}

/** For each role the end of the subject that it trusts. */
const SUBJECTS: Record<string, string> = {
  'plan-pr': 'pull_request',
  'plan-main': 'ref:refs/heads/main',
  deploy: 'environment:local',
  backup: 'environment:local-backup',
  restore: 'environment:local-restore',
  drift: 'environment:local-drift',
};

for (const [purpose, end] of Object.entries(SUBJECTS)) {
  test(`${purpose} trusts its own subject, in both forms, and no other`, async () => {
    assert.ok(await assumes(purpose, `repo:org/repo:${end}`));
    assert.ok(await assumes(purpose, `repo:org@1/repo@2:${end}`));
    for (const other of Object.values(SUBJECTS).filter((one) => one !== end)) {
      assert.equal(await assumes(purpose, `repo:org/repo:${other}`), false, other);
    }
    for (const repository of ['org/other', 'other/repo', 'org/repo2', 'org@1/repo@3', 'org@9/repo@2', 'xorg/repo']) {
      assert.equal(await assumes(purpose, `repo:${repository}:${end}`), false, repository);
    }
    assert.equal(await assumes(purpose, `repo:org/repo:${end}x`), false);
    assert.equal(await assumes(purpose, `repo:org/repo:${end}`, 'https://github.com/org'), false, 'another audience');
  });
}

test('an operator without a second factor is refused', async () => {
  const { endpoint, region, credentials, accountId } = aws;
  const sts = new STSClient({ endpoint, region, credentials, maxAttempts: 1 });
  const input = { RoleArn: `arn:aws:iam::${accountId}:role/stackwarden-local-operator`, RoleSessionName: 'test' };
  await assert.rejects(sts.send(new AssumeRoleCommand(input)), /AccessDenied|not authorized/);
  sts.destroy();
});
