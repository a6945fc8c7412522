import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { STSClient } from '@aws-sdk/client-sts';
import { accessAdvice } from '../../scripts/aws/access-advice.ts';
import { noteCall } from '../../scripts/aws/errors.ts';
import { callerIdentity } from '../../scripts/aws/identity.ts';
import { UserError } from '../../scripts/cli/errors.ts';
import { accessDenied, awsError, cutConnection } from './fake-errors.ts';

function identityOf(answer: () => unknown, endpoint: string | null = null) {
  const send = async () => {
    try {
      return answer();
    } catch (error) {
      noteCall(error, 'sts', 'GetCallerIdentity');
      throw error;
    }
  };
  return callerIdentity({ sts: { send } as unknown as STSClient, endpoint });
}

const failing = (error: Error, endpoint: string | null = null) =>
  identityOf(() => {
    throw error;
  }, endpoint);

test('account, ARN and partition', async () => {
  const arn = 'arn:aws-us-gov:sts::111122223333:assumed-role/deploy/ci';
  const identity = await identityOf(() => ({ Account: '111122223333', Arn: arn }));
  assert.deepEqual(identity, { accountId: '111122223333', arn, partition: 'aws-us-gov' });
});

test('an answer without an account is no identity', async () => {
  const nothing = identityOf(() => ({}), 'http://127.0.0.1:4566');
  await assert.rejects(nothing, (error) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /^http:\/\/127\.0\.0\.1:4566 answered sts:GetCallerIdentity without an account: check/);
    return true;
  });
});

const noCredentials = (message: string) => Object.assign(new Error(message), { name: 'CredentialsProviderError' });
const network = (code: string) => Object.assign(new Error(`connect ${code}`), { code });
const skewed = 'Signature not yet current: 20300101T000000Z is still later than 20260101T000000Z';

const cases: [string, Error, RegExp][] = [
  [
    'expired session',
    awsError('ExpiredToken', 'The security token included in the request is expired', 403),
    /^the AWS session has expired: sign in again .*\(ExpiredToken from sts:GetCallerIdentity: The security token/,
  ],
  ['expired SSO session', noCredentials('The SSO session has expired'), /^the AWS session has expired: sign in again/],
  [
    'no credentials',
    noCredentials('Could not load credentials from any providers'),
    /^no AWS credentials: set AWS_PROFILE/,
  ],
  [
    'unknown key',
    awsError('InvalidClientTokenId', 'The security token is invalid', 403),
    /^AWS does not know these credentials/,
  ],
  [
    'wrong secret',
    awsError('SignatureDoesNotMatch', 'The request signature we calculated', 403),
    /^the AWS secret key does not belong/,
  ],
  ['clock in a signature', awsError('SignatureDoesNotMatch', skewed, 403), /^the clock of this computer differs/],
  [
    'clock',
    awsError('RequestTimeTooSkewed', 'The difference is too large', 403),
    /^the clock of this computer differs/,
  ],
  ['region', awsError('RegionDisabledException', 'STS is not activated', 403), /^this region is not enabled/],
  ['no network', network('ENOTFOUND'), /^cannot reach AWS: check the network/],
  ['timeout', Object.assign(new Error('timed out'), { name: 'TimeoutError', code: 'ETIMEDOUT' }), /^cannot reach AWS/],
];

for (const [name, error, expected] of cases) {
  test(`${name}: one line that says what to do`, async () => {
    await assert.rejects(failing(error), (shown) => {
      assert.ok(shown instanceof UserError);
      assert.match(shown.message, expected);
      assert.doesNotMatch(shown.message, /\n/);
      return true;
    });
  });
}

test('a profile that is set and gives no credentials is named', () => {
  const error = noCredentials('Could not load credentials from any providers');
  assert.match(
    accessAdvice(error, null, { AWS_PROFILE: 'nope' })?.message ?? '',
    /^there is no AWS profile nope with credentials: set AWS_PROFILE to one/,
  );
  const expired = noCredentials('The SSO session has expired');
  assert.match(accessAdvice(expired, null, { AWS_PROFILE: 'nope' })?.message ?? '', /^the AWS session has expired/);
});

test('an endpoint that does not answer is named', async () => {
  await assert.rejects(
    failing(network('ECONNREFUSED'), 'http://127.0.0.1:4566'),
    /^UserError: cannot reach http:\/\/127\.0\.0\.1:4566: start what/,
  );
});

test('what AWS says otherwise is one line and no bug', async () => {
  await assert.rejects(failing(awsError('InternalFailure', 'oops\n##[error]x', 500)), {
    name: 'UserError',
    message:
      'cannot find out whose credentials these are: InternalFailure from sts:GetCallerIdentity: oops # #[error]x (request id request-1)',
  });
});

test('other errors stay as they are', async () => {
  await assert.rejects(failing(new TypeError('a bug')), TypeError);
  assert.equal(accessAdvice(accessDenied('sts:AssumeRole'), null), null);
  assert.match(accessAdvice(cutConnection(), null)?.message ?? '', /ECONNRESET/);
});
