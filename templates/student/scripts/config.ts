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
  const isComplete = [SignInUrl, UserPoolClientId, SignInScope].every((one) => typeof one === 'string' && one !== '');
  if (RequireSignIn !== 'true' || !isComplete) throw new Error('config.json does not say how to sign in');
  return { signIn: { url: String(SignInUrl), clientId: String(UserPoolClientId), scope: String(SignInScope) } };
}
