import { createLocalJWKSet, decodeJwt, errors, type JSONWebKeySet, type JWTVerifyGetKey, jwtVerify } from 'jose';

/** What the front looks at; the subject is for the role's trust to judge. */
type Subject = 'issuer' | 'signature' | 'times' | 'audience' | 'form';

/** An error of STS: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
export interface TokenRefusal {
  status: number;
  code: string;
  /** The words of STS, as far as they are known, and that it is the front that says so. */
  message: string;
}

/** The identity providers of the account. */
export interface Issuers {
  /** The token's `iss`, its keys, and the audiences that the provider lists. A second call takes the place of the first. */
  trust(issuer: string, keys: JSONWebKeySet, audiences: readonly string[]): void;
  /** Null for a token that is good by itself: then the role's trust decides. */
  refusalOf(token: string): Promise<TokenRefusal | null>;
}

interface Provider {
  issuer: string;
  keys: JWTVerifyGetKey;
  audiences: string[];
}

/** In characters; the API reference has it, and the least is 4. */
const LONGEST_TOKEN = 20_000;
/** IAM takes no longer address of a provider; what cannot be one is not repeated in an answer. */
const ADDRESS = /^https:\/\/[\x21-\x7e]{1,247}$/;
const NO_JWT = 'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)';
const NO_KEY =
  "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity " +
  'documentation for requirements';

/** MiniStack takes a token's claims as they are: this is what STS verifies before it looks at them. */
export function createIssuers(): Issuers {
  const providers = new Map<string, Provider>();
  return {
    trust: (issuer, keys, audiences) =>
      void providers.set(issuer, { issuer, keys: createLocalJWKSet(keys), audiences: [...audiences] }),
    refusalOf: async (token) => {
      if (token.length > LONGEST_TOKEN) return refused(`${NO_JWT}: it is longer than ${LONGEST_TOKEN}`, 'form');
      const issuer = issuerOf(token);
      if (issuer === null) return refused(NO_JWT, 'form');
      const provider = providers.get(issuer);
      return provider ? verified(token, provider) : unknownIssuer(issuer);
    },
  };
}

export function refused(text: string, subject: Subject, code = 'InvalidIdentityToken', status = 400): TokenRefusal {
  const what = subject === 'form' ? 'the form of the request' : `the ${subject} of the token`;
  return { status, code, message: `${text} (the front of the embedded AWS, by ${what})` };
}

/** What an unverified token says of its issuer; null for what is no token. */
function issuerOf(token: string): string | null {
  try {
    const { iss } = decodeJwt(token);
    return typeof iss === 'string' ? iss : '';
  } catch {
    return null;
  }
}

function unknownIssuer(issuer: string): TokenRefusal {
  const named = ADDRESS.test(issuer) ? issuer : 'what the token names';
  return refused(`No OpenIDConnect provider found in your account for ${named}`, 'issuer');
}

async function verified(token: string, { issuer, keys, audiences }: Provider): Promise<TokenRefusal | null> {
  try {
    // STS takes tokens that are signed with RSA; a token that names another way, or none, is not asked for a key.
    const rules = { issuer, audience: audiences, algorithms: ['RS256'], requiredClaims: ['sub', 'exp'] };
    await jwtVerify(token, keys, rules);
    return null;
  } catch (error) {
    return refusalFor(error);
  }
}

function refusalFor(error: unknown): TokenRefusal {
  if (error instanceof errors.JWTExpired) return expired(error.payload.exp);
  if (error instanceof errors.JWTClaimValidationFailed) return claimRefusal(error);
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return refused('The signature of the ID Token is not valid', 'signature');
  }
  const isForm = error instanceof errors.JWSInvalid || error instanceof errors.JOSENotSupported;
  if (isForm) return refused(NO_JWT, 'form');
  if (error instanceof errors.JOSEAlgNotAllowed) return refused(NO_JWT, 'signature');
  // No key of that name, more than one, or none that can be read.
  return refused(NO_KEY, 'signature');
}

function expired(at: number | undefined): TokenRefusal {
  const now = Math.floor(Date.now() / 1000);
  const text = `Token expired: current date/time ${now} must be before the expiration date/time ${at}`;
  return refused(text, 'times', 'ExpiredTokenException');
}

function claimRefusal({ claim, reason, payload }: errors.JWTClaimValidationFailed): TokenRefusal {
  const subject = claim === 'aud' ? 'audience' : 'times';
  if (reason === 'missing') return refused(`Missing a required claim: ${claim}`, claim === 'sub' ? 'form' : subject);
  if (claim === 'aud') return refused('Incorrect token audience', subject);
  if (claim === 'nbf' && reason === 'check_failed') return refused(`Token not valid before ${payload.nbf}`, subject);
  return refused(`The claim ${claim} is not a time`, subject);
}
