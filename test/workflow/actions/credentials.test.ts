import { deepEqual, equal, match } from 'node:assert/strict';
import { createServer } from 'node:http';
import { type TestContext, test } from 'node:test';
import { gitHub } from '../github/running.ts';
import { act, pinned, type Ran } from './acting.ts';
import { CREDENTIALS, KEYS, ROLE, type Sts, sts } from './sts.ts';

const USES = pinned('aws-actions/configure-aws-credentials');
const GIVEN = { 'role-to-assume': ROLE, 'aws-region': 'eu-west-1' };

/** Steps of a job that may have an OIDC token. */
async function job(
  t: TestContext,
  { url }: Sts,
  steps: Record<string, unknown>[],
  more: Record<string, string> = {},
): Promise<Ran> {
  const github = await gitHub(t);
  const endpoint = github.idToken({ sub: 'repo:octo-org/stackwarden:ref:refs/heads/main' });
  const id = { ACTIONS_ID_TOKEN_REQUEST_URL: endpoint.url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: endpoint.token };
  return act(t, { steps, env: { AWS_ENDPOINT_URL: url, ...id, ...more } });
}

const USE = {
  run: 'echo "$AWS_ACCESS_KEY_ID $AWS_REGION $AWS_DEFAULT_REGION"; printf %s "$AWS_SECRET_ACCESS_KEY $AWS_SESSION_TOKEN" | base64 -w0',
};

test('The role is assumed by the token of the job, and later steps have its credentials, which no log shows', async (t) => {
  const server = await sts(t);
  const probe = {
    uses: pinned('test/probe'),
    with: {
      after: 'echo "after [$AWS_ACCESS_KEY_ID$AWS_SECRET_ACCESS_KEY$AWS_SESSION_TOKEN$AWS_REGION$AWS_DEFAULT_REGION]"',
    },
  };
  const ran = await job(t, server, [
    probe,
    { id: 'c', uses: USES, with: { ...GIVEN, 'mask-aws-account-id': true } },
    USE,
    { run: 'echo 482913740516' },
  ]);
  equal(ran.result, 'success', ran.errors.join() + ran.log);
  const [assumed, asked] = server.calls;
  const { WebIdentityToken: token = '', ...said } = assumed ?? {};
  deepEqual(JSON.parse(token), { sub: 'repo:octo-org/stackwarden:ref:refs/heads/main', audience: 'sts.amazonaws.com' });
  deepEqual(said, {
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: ROLE,
    RoleSessionName: 'GitHubActions',
    DurationSeconds: '3600',
    signed: '',
  });
  equal(asked?.Action, 'GetCallerIdentity');
  match(asked?.signed ?? '', new RegExp(`Credential=${KEYS.id}/\\d+/eu-west-1/sts/`));
  match(ran.log, /\*\*\* eu-west-1 eu-west-1\n/);
  match(ran.log, new RegExp(Buffer.from(`${KEYS.secret} ${KEYS.session}`).toString('base64')));
  equal(
    [...Object.values(KEYS), '482913740516', token].some((secret) => ran.log.includes(secret)),
    false,
  );
  equal(ran.outputs['c.aws-account-id'], '482913740516');
  match(ran.log, /after \[\]/);
});

test('Session, duration and audience are those that are given, and credentials are outputs when that is wanted', async (t) => {
  const server = await sts(t);
  const more = {
    audience: 'sts.amazonaws.com.cn',
    'role-session-name': 'nightly',
    'role-duration-seconds': 900,
    'output-credentials': true,
    'allowed-account-ids': '111122223333, 482913740516',
  };
  const ran = await job(t, server, [{ id: 'c', uses: USES, with: { ...GIVEN, ...more } }]);
  equal(ran.result, 'success', ran.errors.join() + ran.log);
  const { WebIdentityToken: token = '', RoleSessionName: session, DurationSeconds: seconds } = server.calls[0] ?? {};
  deepEqual([JSON.parse(token).audience, session, seconds], ['sts.amazonaws.com.cn', 'nightly', '900']);
  deepEqual(ran.outputs, {
    ...{ 'c.aws-access-key-id': KEYS.id, 'c.aws-secret-access-key': KEYS.secret, 'c.aws-session-token': KEYS.session },
    ...{ 'c.aws-expiration': '2030-01-01T00:00:00.000Z', 'c.aws-account-id': '482913740516' },
  });
});

test('What STS refuses is told in its words, and no credentials are left', async (t) => {
  const cases: [Record<string, string>, string][] = [
    [
      { AssumeRoleWithWebIdentity: 'Not authorized to perform sts:AssumeRoleWithWebIdentity' },
      'Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity',
    ],
    [
      { GetCallerIdentity: 'The security token is invalid' },
      'The credentials that STS gave are refused: The security token is invalid',
    ],
  ];
  for (const [refused, line] of cases) {
    const server = await sts(t, refused);
    const ran = await job(t, server, [
      { uses: USES, with: GIVEN },
      { if: 'always()', run: 'echo "[$AWS_ACCESS_KEY_ID]"' },
    ]);
    equal(ran.result, 'failure');
    deepEqual(ran.errors, [line]);
    match(ran.log, /^\[\]$/m);
  }
});

test('An STS that answers without what was asked for is told', async (t) => {
  const cases: [Record<string, string>, string][] = [
    [{}, 'Could not assume role with OIDC: STS answered without credentials'],
    [{ AssumeRoleWithWebIdentity: CREDENTIALS }, 'Could not get Account ID from STS. Did you set credentials?'],
  ];
  for (const [answers, line] of cases) {
    deepEqual((await job(t, await sts(t, {}, answers), [{ uses: USES, with: GIVEN }])).errors, [line]);
  }
});

test('A job that may have no token is told so, as by the published action', async (t) => {
  const server = await sts(t);
  const ran = await act(t, { steps: [{ uses: USES, with: GIVEN }], env: { AWS_ENDPOINT_URL: server.url } });
  equal(ran.result, 'failure');
  match(ran.log, /Did you mean to set the `id-token` permission\?/);
  deepEqual(ran.errors, [
    'Credentials could not be loaded, please check your action inputs: Could not load credentials from any providers',
  ]);
  deepEqual(server.calls, []);
});

test('An OIDC endpoint that gives no token is told', async (t) => {
  const wrong = await job(t, await sts(t), [{ uses: USES, with: GIVEN }], { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'wrong' });
  deepEqual(wrong.errors, ['getIDToken call failed: (401) Bad credentials']);
  const empty = createServer((_, response) => response.end('{}'));
  await new Promise<void>((resolve) => empty.listen(0, '127.0.0.1', resolve));
  t.after(() => empty.close());
  const url = `http://127.0.0.1:${(empty.address() as { port: number }).port}?x=1`;
  const none = await job(t, await sts(t), [{ uses: USES, with: GIVEN }], { ACTIONS_ID_TOKEN_REQUEST_URL: url });
  deepEqual(none.errors, ['getIDToken call failed: Response json body does not have ID Token field']);
  const away = await job(t, await sts(t), [{ uses: USES, with: GIVEN }], {
    ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:9?x=1',
  });
  match(away.errors.join(), /^the OIDC endpoint cannot be reached: \w+/);
});

test('Credentials of an earlier step are cleared when that is wanted, though the step fails', async (t) => {
  const server = await sts(t, { AssumeRoleWithWebIdentity: 'no' });
  const before = { run: 'echo AWS_SESSION_TOKEN=earlier >> "$GITHUB_ENV"' };
  const after = { if: 'always()', run: 'echo "[$AWS_SESSION_TOKEN]"' };
  const run = (unset: boolean) =>
    job(t, server, [before, { uses: USES, with: { ...GIVEN, 'unset-current-credentials': unset } }, after]);
  match((await run(true)).log, /^\[\]$/m);
  match((await run(false)).log, /^\[earlier\]$/m);
});

const MISTAKES: [Record<string, unknown>, string][] = [
  [{ 'aws-region': '' }, 'Input required and not supplied: aws-region'],
  [{ 'aws-region': 'eu west' }, 'Region is not valid: eu west'],
  [{ 'role-to-assume': '' }, 'Input required and not supplied: role-to-assume'],
  [{ 'role-to-assume': 'deploy' }, "role-to-assume must be the ARN of a role, not 'deploy'"],
  [{ 'role-duration-seconds': '60' }, "Input role-duration-seconds must be a whole number from 900 to 43200, not '60'"],
  [{ 'mask-aws-account-id': 'perhaps' }, "Input mask-aws-account-id must be true or false, not 'perhaps'"],
  [
    { 'allowed-account-ids': '111122223333' },
    'The account ID of the provided credentials (482913740516) does not match any of the expected account IDs: 111122223333',
  ],
];

test('Mistakes in the inputs are told in one line', async (t) => {
  for (const [given, line] of MISTAKES) {
    const ran = await job(t, await sts(t), [{ uses: USES, with: { ...GIVEN, ...given } }]);
    deepEqual(ran.errors, [line]);
  }
});
