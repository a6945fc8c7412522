import type { EmbeddedAws } from '../embedded/start.ts';

/** The environment of a process that works on an embedded AWS, as its account's root. */
export function environmentOf({ endpoint, credentials, region }: EmbeddedAws): NodeJS.ProcessEnv {
  const { AWS_PROFILE: _, AWS_SESSION_TOKEN: _token, ...env } = process.env;
  const { accessKeyId, secretAccessKey } = credentials;
  const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  return { ...env, ...keys, AWS_ENDPOINT_URL: endpoint, AWS_REGION: region, AWS_DEFAULT_REGION: region };
}
