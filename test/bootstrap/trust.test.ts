import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Bootstrap, deployBootstrap, tokenOf } from './deployed.ts';

let bootstrap: Bootstrap;

before(async () => {
  bootstrap = await deployBootstrap();
});

after(() => bootstrap?.stop());

async function assumes(purpose: string, sub: string, aud = 'sts.amazonaws.com'): Promise<boolean> {
  const { endpoint, region, credentials, accountId } = bootstrap.aws;
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
  const { endpoint, region, credentials, accountId } = bootstrap.aws;
  const sts = new STSClient({ endpoint, region, credentials, maxAttempts: 1 });
  const input = { RoleArn: `arn:aws:iam::${accountId}:role/stackwarden-local-operator`, RoleSessionName: 'test' };
  await assert.rejects(sts.send(new AssumeRoleCommand(input)), /AccessDenied|not authorized/);
  sts.destroy();
});
