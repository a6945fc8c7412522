import { required } from '../shared/environment.ts';

/** What the template tells the function. */
export interface Settings {
  apiUrl: string;
  allowedHost: string;
  allowLoopback: boolean;
  bucket: string;
  /** Null when the API needs no key. */
  keySecretArn: string | null;
  /** The query parameter that takes the key. */
  keyParameter: string;
  freshSeconds: number;
  failurePauseSeconds: number;
  attemptTimeoutMs: number;
}

export function readSettings(): Settings {
  return {
    apiUrl: required('API_URL'),
    allowedHost: required('ALLOWED_HOST'),
    allowLoopback: process.env.ALLOW_LOOPBACK === 'true',
    bucket: required('S3_BUCKET_NAME'),
    keySecretArn: process.env.API_KEY_SECRET_ARN || null,
    keyParameter: process.env.API_KEY_PARAMETER || 'appid',
    freshSeconds: requiredNumber('FRESH_SECONDS'),
    failurePauseSeconds: requiredNumber('FAILURE_PAUSE_SECONDS'),
    attemptTimeoutMs: requiredNumber('ATTEMPT_TIMEOUT_MS'),
  };
}

function requiredNumber(name: string): number {
  const value = Number(required(name));
  if (Number.isFinite(value) && value >= 0) return value;
  throw new Error(`environment variable ${name} takes a number`);
}
