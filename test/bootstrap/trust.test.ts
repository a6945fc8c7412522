import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { createIssuer, type Issuer } from '../../scripts/embedded/oidc/issuer.ts';
import { AUDIENCE, assume, type Bootstrap, deployBootstrap, jobOf } from './deployed.ts';

let bootstrap: Bootstrap;
let stranger: Issuer;

before(async () => {
  [bootstrap, stranger] = await Promise.all([deployBootstrap(), createIssuer()]);
});

after(() => bootstrap?.stop());

/** Who refuses a token for a role; null for one that gets its credentials. */
async function refusedBy(purpose: string, token: string): Promise<string | null> {
  const { calls, accountId } = bootstrap.aws;
  const start = calls.mark();
  const error = await assume(bootstrap, purpose, token).then(
    () => null,
    (reason: Error) => reason,
  );
  const [{ status, checks } = assert.fail('not recorded'), ...more] = calls.since(start);
  assert.equal(more.length, 0);
  if (error === null) return null;
  const front = /\(the front of the embedded AWS, by the (\w+) of the token\)$/.exec(error.message)?.[1];
  if (front) {
    // It goes no further: nobody asked the role.
    assert.deepEqual([status, checks], [400, []]);
    return `the front, by the ${front}`;
  }
  assert.equal(error.name, 'AccessDenied');
  const denied = checks.filter(({ decision }) => decision !== 'Allowed');
  const decided = denied.map(({ resource, decision, reason }) => [resource, decision, reason]);
  const role = `arn:aws:iam::${accountId}:role/stackwarden-local-${purpose}`;
  assert.deepEqual(decided, [[role, 'ImplicitlyDenied', "the role's trust policy"]]);
  return 'the trust';
}

const signed = (claims: Record<string, string>, audience = AUDIENCE) => bootstrap.issuer.sign(claims, { audience });

/** For each role the end of the subject that it trusts. */
const SUBJECTS: Record<string, string> = {
  'plan-pr': 'pull_request',
  'plan-main': 'ref:refs/heads/main',
  deploy: 'environment:local',
  backup: 'environment:local-backup',
  restore: 'environment:local-restore',
  drift: 'environment:local-drift',
};

type Token = (purpose: string) => Promise<string>;

/** Each differs in one thing from the token of the job that the role is for. */
const TOKENS: [name: string, by: string, token: Token][] = [
  ['another repository', 'the trust', (purpose) => signed(jobOf(purpose, { repository: 'org/other' }))],
  ['another owner', 'the trust', (purpose) => signed(jobOf(purpose, { repository: 'other/repo' }))],
  // A job with an environment is trusted by that alone: which branches have it, GitHub's rules for it say.
  ['another branch', 'the trust', (purpose) => signed(jobOf(purpose, onBranch('other', null)))],
  ['another environment', 'the trust', (purpose) => signed(jobOf(purpose, onBranch('main', 'local-other')))],
  ['an environment of another stage', 'the trust', (purpose) => signed(jobOf(purpose, onBranch('main', 'prod')))],
  ['another audience', 'the front, by the audience', (purpose) => signed(jobOf(purpose), 'https://github.com/org')],
  [
    'a time that is over',
    'the front, by the times',
    (purpose) => bootstrap.issuer.sign(jobOf(purpose), { audience: AUDIENCE, expiresIn: -1 }),
  ],
  [
    'the key of a stranger',
    'the front, by the signature',
    (purpose) => stranger.sign(jobOf(purpose), { audience: AUDIENCE }),
  ],
  [
    'the signature of another token',
    'the front, by the signature',
    async (purpose) => {
      const [token, other] = [await signed(jobOf(purpose)), await signed(jobOf(purpose))];
      return [...token.split('.').slice(0, 2), other.split('.')[2]].join('.');
    },
  ],
  [
    'another issuer',
    'the front, by the issuer',
    (purpose) => signed({ ...jobOf(purpose), iss: 'https://token.actions.example.com' }),
  ],
];

function onBranch(branch: string, environment: string | null) {
  return { event: 'push', ref: `refs/heads/${branch}`, environment };
}

for (const [purpose, end] of Object.entries(SUBJECTS)) {
  test(`${purpose} trusts the job that it is for`, async () => {
    const claims = jobOf(purpose);
    assert.equal(claims.sub, `repo:org/repo:${end}`);
    assert.equal(await refusedBy(purpose, await signed(claims)), null);
  });

  for (const [name, by, token] of TOKENS) {
    test(`${purpose} with ${name}: refused by ${by}`, async () => {
      assert.equal(await refusedBy(purpose, await token(purpose)), by);
    });
  }

  test(`${purpose} trusts its own subject, in both forms, and no other`, async () => {
    const by = async (sub: string) => refusedBy(purpose, await signed({ ...jobOf(purpose), sub }));
    assert.equal(await by(`repo:org@1/repo@2:${end}`), null);
    for (const other of Object.values(SUBJECTS).filter((one) => one !== end)) {
      assert.equal(await by(`repo:org/repo:${other}`), 'the trust', other);
    }
    for (const repository of ['org/repo2', 'org@1/repo@3', 'org@9/repo@2', 'xorg/repo']) {
      assert.equal(await by(`repo:${repository}:${end}`), 'the trust', repository);
    }
    assert.equal(await by(`repo:org/repo:${end}x`), 'the trust');
  });
}

test('an audience that the provider takes is refused by the trust of each role', async () => {
  const { aws, issuer } = bootstrap;
  aws.trustIssuer(issuer.issuer, issuer.keys, [AUDIENCE, 'https://github.com/org']);
  for (const purpose of Object.keys(SUBJECTS)) {
    assert.equal(await refusedBy(purpose, await signed(jobOf(purpose), 'https://github.com/org')), 'the trust');
  }
  aws.trustIssuer(issuer.issuer, issuer.keys, [AUDIENCE]);
});

test('an operator without a second factor is refused', async () => {
  const { aws, owner } = bootstrap;
  const input = { RoleArn: `arn:aws:iam::${aws.accountId}:role/stackwarden-local-operator`, RoleSessionName: 'test' };
  await assert.rejects(owner.sts.send(new AssumeRoleCommand(input)), /AccessDenied|not authorized/);
});
