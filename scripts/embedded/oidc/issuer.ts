import { randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';

/** Of GitHub, as the roles trust it by this name; whether a token is ours or GitHub's, its signature alone says. */
const ISSUER = 'https://token.actions.githubusercontent.com';

/** Seconds: GitHub's tokens are good for five minutes, and five before, for clocks that are late. */
const LIFETIME = 300;

interface SignOptions {
  /** As a job asks for it; else the address of the repository's owner, as GitHub has it. */
  audience?: string;
  /** Seconds; less than 0 for a token that has expired. */
  expiresIn?: number;
}

/** Makes the tokens that GitHub gives to jobs, with a key of its own. */
export interface Issuer {
  issuer: string;
  /** Public keys alone: what GitHub has at /.well-known/jwks. */
  keys: JSONWebKeySet;
  /** Claims win over what goes without saying, so that a test may say another issuer. */
  sign(claims: Record<string, string>, more?: SignOptions): Promise<string>;
}

/** The private key stays in this process and ends with it. */
export async function createIssuer(): Promise<Issuer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const key = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(key);
  const sign = (claims: Record<string, string>, { audience, expiresIn = LIFETIME }: SignOptions = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const times = { iat: now, nbf: now - LIFETIME, exp: now + expiresIn };
    const aud = audience ?? claims.aud ?? `https://github.com/${claims.repository_owner ?? ''}`;
    return new SignJWT({ jti: randomUUID(), iss: ISSUER, ...claims, ...times, aud })
      .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid })
      .sign(privateKey);
  };
  return { issuer: ISSUER, keys: { keys: [{ ...key, kid, alg: 'RS256', use: 'sig' }] }, sign };
}
