import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import { failure } from '../shared/failure.ts';
import { UpstreamFailure } from './upstream-failure.ts';

/** A replaced key is noticed after so long. */
const CACHED_SECONDS = 300;

/** The secret's whole text; null when the API needs no key. */
export async function apiKey(secretArn: string | null): Promise<string | null> {
  if (secretArn === null) return null;
  const key = await secretText(secretArn);
  if (key) return key;
  throw new Error('the secret with the API key holds no text');
}

async function secretText(secretArn: string): Promise<string | undefined> {
  try {
    const secret = await getSecret(secretArn, { maxAge: CACHED_SECONDS });
    // People paste keys with a line break behind them.
    return typeof secret === 'string' ? secret.trim() : undefined;
  } catch (error) {
    throw failure('read the API key', error);
  }
}

/** An API that repeats what it was asked must not get the key published, nor the query that the key was sent in. */
export function refuseEcho(answer: object, key: string | null): void {
  if (key === null) return;
  const inQuery = new URLSearchParams([['', key]]).toString().slice('='.length);
  const written = [key, JSON.stringify(key).slice(1, -1), encodeURIComponent(key), inQuery];
  const forms = written.map((form) => JSON.stringify(form).slice(1, -1).toLowerCase());
  // In lower case, because `%2f` and `%2F` are the same.
  const text = JSON.stringify(answer).toLowerCase();
  if (forms.some((form) => text.includes(form))) throw new UpstreamFailure('schema', 'its answer holds the key');
}
