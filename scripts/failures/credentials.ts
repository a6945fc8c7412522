import type { Failure } from './failure.ts';

const STS = 'https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html';
const OIDC = 'https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws';

export const CREDENTIAL_FAILURES: readonly Failure[] = [
  {
    id: 'web-identity-refused',
    matches: [/Not authorized to perform sts:AssumeRoleWithWebIdentity/i],
    title: 'The role does not let this workflow in',
    why: 'Its trust policy compares aud and the exact sub: the repository, and branch, environment or pull_request. Repositories made since July 2026 have ids in it: repo:org@id/repo@id:…',
    fix: 'compare the sub of the job with the trust of the role: the job needs the environment that the role is for, and the right GitHub repository in bootstrap',
    source: OIDC,
  },
  {
    id: 'web-identity-audience',
    matches: [/Incorrect token audience/i],
    title: 'The identity provider does not take the audience of the token',
    why: 'The provider for token.actions.githubusercontent.com lists its audiences, and that of the token is not among them.',
    fix: 'give the provider the audience sts.amazonaws.com, and leave the audience of aws-actions/configure-aws-credentials as it is',
    source: OIDC,
  },
  {
    id: 'web-identity-keys',
    matches: [/Couldn't retrieve verification key from your identity provider/i],
    title: 'STS could not read the keys of the identity provider',
    why: 'It reads them from the address of the provider: that was not to be reached just now, or is misspelt.',
    fix: 'run the job again; if it stays, compare the address of the provider with https://token.actions.githubusercontent.com',
    source: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html',
  },
  {
    id: 'no-provider',
    matches: [/No OpenIDConnect provider found in your account/i],
    title: 'The account does not know GitHub',
    why: 'The identity provider for token.actions.githubusercontent.com is missing.',
    fix: 'npm run bootstrap -- --environment NAME with credentials of a person makes it',
    source: OIDC,
  },
  {
    id: 'no-id-token',
    matches: [
      /Credentials could not be loaded, please check your action inputs/i,
      /ACTIONS_ID_TOKEN_REQUEST_(URL|TOKEN)/,
      /Could not load credentials from any providers/i,
    ],
    title: 'The job has no credentials',
    why: 'It may not ask GitHub for a token, or the variable with the role is not set.',
    fix: 'give the job permissions: id-token: write, and set the variables that npm run bootstrap prints',
    source: OIDC,
  },
  {
    id: 'session-expired',
    matches: [
      /ExpiredToken(Exception)?/,
      /security token included in the request is expired/i,
      /SSO session .*expired/i,
    ],
    title: 'The session has expired',
    why: 'Sessions last for an hour or as long as the role says.',
    fix: 'sign in again (aws sso login) and run it again: what was begun is followed to its end',
    source: STS,
  },
  {
    id: 'unknown-key',
    matches: [
      /InvalidClientTokenId/,
      /security token included in the request is invalid/i,
      /InvalidAccessKeyId/,
      /UnrecognizedClientException/,
    ],
    title: 'AWS does not know these credentials',
    why: 'The access key was deleted, is of another partition, or a session token is missing.',
    fix: 'sign in again, or set AWS_PROFILE to a profile that works: aws sts get-caller-identity',
    source: STS,
  },
  {
    id: 'wrong-signature',
    matches: [/SignatureDoesNotMatch/],
    title: 'The signature is wrong',
    why: 'The secret key does not belong to the access key id, or a proxy changed the request.',
    fix: 'check AWS_SECRET_ACCESS_KEY or the profile; sign in again',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html',
  },
  {
    id: 'clock-skew',
    matches: [/RequestTimeTooSkewed/, /Signature (expired|not yet current)/i],
    title: 'The clock of this computer is wrong',
    why: 'AWS refuses requests whose time differs from its own by more than five minutes.',
    fix: 'set the time (turn on NTP), then run it again',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html',
  },
];
