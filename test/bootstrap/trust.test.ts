/** What the front refuses of a token before the role's trust is asked; whom that lets in, the scenario of bootstrap shows. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts';
import { claimsOf } from '../../scripts/embedded/oidc/claims.ts';
import { createIssuer, type Issuer } from '../../scripts/embedded/oidc/issuer.ts';
import { AUDIENCE } from '../../scripts/scenario/issuer.ts';
import { jobOf } from '../../scripts/scenario/jobs.ts';
import { type Bootstrap, deployBootstrap } from './deployed.ts';

let bootstrap: Bootstrap;
let stranger: Issuer;

before(async () => {
  [bootstrap, stranger] = await Promise.all([deployBootstrap(), createIssuer()]);
});

after(() => bootstrap?.stop());

const claims = claimsOf(jobOf('deploy', { repository: 'organisation/repository', environment: 'local' }));

async function assume(WebIdentityToken: string): Promise<void> {
  const { aws, owner } = bootstrap;
  const RoleArn = `arn:aws:iam::${aws.accountId}:role/stackwarden-local-deploy`;
  const role = { RoleArn, RoleSessionName: 'test', WebIdentityToken };
  await owner.sts.send(new AssumeRoleWithWebIdentityCommand(role));
}

const signed = (more: Record<string, string> = {}, audience = AUDIENCE) =>
  bootstrap.issuer.sign({ ...claims, ...more }, { audience });

test('the token of the job is good', async () => {
  await assume(await signed());
});

/** Each differs in one thing from that. */
const TOKENS: [name: string, by: string, token: () => Promise<string>][] = [
  ['another audience', 'audience', () => signed({}, 'https://github.com/other')],
  ['a time that is over', 'times', () => bootstrap.issuer.sign(claims, { audience: AUDIENCE, expiresIn: -1 })],
  ['the key of a stranger', 'signature', () => stranger.sign(claims, { audience: AUDIENCE })],
  [
    'the signature of another token',
    'signature',
    async () => [...(await signed()).split('.').slice(0, 2), (await signed()).split('.')[2]].join('.'),
  ],
  ['another issuer', 'issuer', () => signed({ iss: 'https://token.actions.example.com' })],
];

for (const [name, by, token] of TOKENS) {
  test(`${name}: refused by the ${by}, and the role is not asked`, async () => {
    const { calls } = bootstrap.aws;
    const start = calls.mark();
    const message = new RegExp(`\\(the front of the embedded AWS, by the ${by} of the token\\)$`);
    await assert.rejects(assume(await token()), { message });
    assert.deepEqual(
      calls.since(start).map(({ status, checks }) => [status, checks]),
      [[400, []]],
    );
  });
}
