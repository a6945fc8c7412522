import { awsFailure, describeFailure } from '../aws/errors.ts';
import type { StackResult } from '../deployment/events.ts';
import type { EmbeddedAws } from '../embedded/start.ts';
import { makeSiteUser, SITE_USER } from './site-user.ts';

/**
 * How to sign in to the site of a stack that wants it; makes the user when there is none. The lines hold the password of a
 * user that this start made: they are for a person's eyes, and never for a document. In CI, where a log would keep it,
 * there is nobody to sign in and no user is made.
 */
export async function signInLines(
  aws: Pick<EmbeddedAws, 'endpoint' | 'credentials'>,
  stacks: readonly StackResult[],
  env: NodeJS.ProcessEnv,
): Promise<string[]> {
  const stack = stacks.find(({ outputs }) => outputs.UserPoolId && outputs.RequireSignIn === 'true');
  const userPoolId = stack?.outputs.UserPoolId;
  if (stack === undefined || userPoolId === undefined) return [];
  if (env.CI) return ['  No user was made to sign in with: in CI the log would keep the password.'];
  const { CognitoIdentityProviderClient } = await import('@aws-sdk/client-cognito-identity-provider');
  const { endpoint, credentials } = aws;
  const client = new CognitoIdentityProviderClient({ endpoint, region: stack.region, credentials });
  try {
    return linesFor(await makeSiteUser(client, userPoolId), userPoolId);
  } catch (error) {
    const failure = awsFailure(error);
    if (failure === null) throw error;
    return [`  Nobody can sign in yet, as ${SITE_USER} could not be made: ${describeFailure(failure)}`];
  } finally {
    client.destroy();
  }
}

function linesFor(password: string | null, userPoolId: string): string[] {
  if (password !== null) return [`  Sign in as ${SITE_USER} with ${password} (shown this once).`];
  return [
    `  Sign in as ${SITE_USER}, whose password an earlier start showed. For a new one: npm start -- --fresh, or`,
    `  aws cognito-idp admin-set-user-password --user-pool-id ${userPoolId} --username ${SITE_USER} \\`,
    "    --permanent --password '<14 characters or more: A-Z, a-z, 0-9 and a symbol>'",
  ];
}
