import { UserError } from '../cli/errors.ts';
import { type AwsFailure, awsFailure, isUnreachable } from './errors.ts';

const SIGN_IN = 'sign in again (`aws sso login`, or new values for AWS_PROFILE or AWS_ACCESS_KEY_ID)';

/** Codes that STS and other services give when a credential itself is the problem. */
const ADVICE: [RegExp, string][] = [
  [/^(ExpiredToken|ExpiredTokenException|TokenRefreshRequired)$/, `the AWS session has expired: ${SIGN_IN}`],
  [
    /^(InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|AuthFailure|InvalidToken)$/,
    `AWS does not know these credentials: ${SIGN_IN}`,
  ],
  [
    /^(RequestTimeTooSkewed|RequestExpired|RequestInTheFuture)$/,
    'the clock of this computer differs from that of AWS: set the time, then try again',
  ],
  [
    /^(RegionDisabledException|OptInRequired)$/,
    'this region is not enabled in the account: enable it, or name another one in the environment',
  ],
];

/** A UserError when the credentials, the clock or the network are what stands in the way; otherwise null. */
export function accessAdvice(error: unknown, endpoint: string | null, env = process.env): UserError | null {
  const failure = awsFailure(error);
  if (!failure) return null;
  const advice = isUnreachable(error)
    ? unreachable(endpoint)
    : (strangerAdvice(failure, endpoint) ?? credentialAdvice(failure, env) ?? codeAdvice(failure));
  return advice === null ? null : new UserError(`${advice} (${failure.code}${callOf(failure)}: ${firstLine(failure)})`);
}

function unreachable(endpoint: string | null): string {
  return endpoint === null
    ? 'cannot reach AWS: check the network and proxy settings'
    : `cannot reach ${endpoint}: start what AWS_ENDPOINT_URL points to, or unset it to use AWS`;
}

function strangerAdvice({ code }: AwsFailure, endpoint: string | null): string | null {
  if (code !== 'UnreadableAnswer') return null;
  return endpoint === null
    ? 'the answer is not one of AWS: check the network and proxy settings'
    : `what answers at ${endpoint} is not AWS: check AWS_ENDPOINT_URL, and the proxy settings`;
}

function credentialAdvice({ code, message }: AwsFailure, { AWS_PROFILE: profile }: NodeJS.ProcessEnv): string | null {
  if (!code.endsWith('ProviderError')) return null;
  if (/expired|refresh/i.test(message)) return `the AWS session has expired: ${SIGN_IN}`;
  return profile
    ? `there is no AWS profile ${profile} with credentials: set AWS_PROFILE to one that \`aws configure list-profiles\` names, or unset it`
    : 'no AWS credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run `aws sso login`';
}

function codeAdvice({ code, message }: AwsFailure): string | null {
  if (code === 'SignatureDoesNotMatch') {
    return /expired|not yet current/i.test(message)
      ? 'the clock of this computer differs from that of AWS: set the time, then try again'
      : 'the AWS secret key does not belong to the access key id: check AWS_SECRET_ACCESS_KEY or the profile';
  }
  return ADVICE.find(([codes]) => codes.test(code))?.[1] ?? null;
}

function callOf({ call }: AwsFailure): string {
  return call === null ? '' : ` from ${call}`;
}

function firstLine({ message }: AwsFailure): string {
  return message.split('\n')[0]?.trim() ?? '';
}
