/** What the deploy tells the page, in config.json. */
export interface Config {
  /** Null: nobody signs in, and the API takes everyone. */
  signIn: SignInConfig | null;
}

export interface SignInConfig {
  /** The origin of the hosted sign-in page. */
  url: string;
  clientId: string;
  scope: string;
}

/** @throws Error when it is none */
export function configFrom(value: unknown): Config {
  const { RequireSignIn, SignInUrl, UserPoolClientId, SignInScope } = (value ?? {}) as Record<string, unknown>;
  if (RequireSignIn === 'false') return { signIn: null };
  const url = originOf(SignInUrl);
  const isComplete = [UserPoolClientId, SignInScope].every((one) => typeof one === 'string' && one !== '');
  if (RequireSignIn !== 'true' || !isComplete || url === null) {
    throw new Error('config.json does not say how to sign in');
  }
  return { signIn: { url, clientId: String(UserPoolClientId), scope: String(SignInScope) } };
}

/** Null for what is no address of a web server: people are sent there. */
function originOf(value: unknown): string | null {
  if (typeof value !== 'string' || !/^https?:\/\//.test(value) || !URL.canParse(value)) return null;
  return new URL(value).origin;
}
