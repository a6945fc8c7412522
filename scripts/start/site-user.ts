import { randomInt } from 'node:crypto';
import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';

/** Who signs in to the site on this machine. */
export const SITE_USER = 'student-admin';

/**
 * A user of the pool with a password that nobody has seen yet.
 * @returns the password, to be shown once and kept nowhere; null when the user is there already
 */
export async function makeSiteUser(client: CognitoIdentityProviderClient, userPoolId: string): Promise<string | null> {
  // Loaded here: most starts have no pool.
  const { AdminCreateUserCommand, AdminSetUserPasswordCommand } = await import(
    '@aws-sdk/client-cognito-identity-provider'
  );
  const user = { UserPoolId: userPoolId, Username: SITE_USER };
  const status = await statusOf(client, user);
  // With any other status a start ended before the password was set: nobody can know the one that Cognito made up.
  if (status === 'CONFIRMED') return null;
  if (status === null) {
    // Given, because MiniStack makes up one that is too short for a strict policy.
    const unused = { TemporaryPassword: randomPassword(), MessageAction: 'SUPPRESS' } as const;
    await client.send(new AdminCreateUserCommand({ ...user, ...unused }));
  }
  const password = randomPassword();
  await client.send(new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: true }));
  return password;
}

async function statusOf(client: CognitoIdentityProviderClient, user: { UserPoolId: string; Username: string }) {
  const { AdminGetUserCommand, UserNotFoundException } = await import('@aws-sdk/client-cognito-identity-provider');
  try {
    return (await client.send(new AdminGetUserCommand(user))).UserStatus ?? null;
  } catch (error) {
    if (error instanceof UserNotFoundException) return null;
    throw error;
  }
}

/** Without those that look like another, and of the symbols only those that no shell or double click takes apart. */
const KINDS = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnopqrstuvwxyz', '23456789', '-_.+='];
const LENGTH = 20;

/** At least one of each kind, as the strictest policy wants; every such text is as likely as any other. */
export function randomPassword(): string {
  const alphabet = KINDS.join('');
  for (;;) {
    const text = Array.from({ length: LENGTH }, () => alphabet[randomInt(alphabet.length)]).join('');
    if (KINDS.every((kind) => [...kind].some((character) => text.includes(character)))) return text;
  }
}
