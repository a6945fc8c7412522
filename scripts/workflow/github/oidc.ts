import { randomBytes } from 'node:crypto';
import { type Answer, answer, failed } from './answer.ts';

/** Signs the tokens by which a job proves to AWS which job it is. */
export interface Issuer {
  sign(claims: Record<string, string>, more?: { audience?: string; expiresIn?: number }): Promise<string>;
}

export const OIDC_PATH = '/_services/oidc/token';

/** The endpoint that GitHub's runners offer to each job that has `id-token: write`. */
export class IdTokens {
  readonly #issuer: Issuer;
  readonly #claims = new Map<string, Record<string, string>>();

  constructor(issuer: Issuer) {
    this.#issuer = issuer;
  }

  /** What the job's `ACTIONS_ID_TOKEN_REQUEST_URL` and `ACTIONS_ID_TOKEN_REQUEST_TOKEN` are. */
  register(base: string, claims: Readonly<Record<string, string>>): { url: string; token: string } {
    const token = randomBytes(24).toString('hex');
    this.#claims.set(token, { ...claims });
    // Clients append `&audience=`: there is a query already, as on GitHub.
    return { url: `${base}${OIDC_PATH}?api-version=2.0`, token };
  }

  revoke(token: string): void {
    this.#claims.delete(token);
  }

  /** @param owner whose address is the audience when a job names none */
  async answer(authorization: string | undefined, query: URLSearchParams, owner: string): Promise<Answer> {
    const [, token = ''] = /^bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    const claims = this.#claims.get(token);
    if (claims === undefined) return failed(401, 'Bad credentials');
    const audience = query.get('audience') ?? `https://github.com/${owner}`;
    const value = await this.#issuer.sign(claims, { audience });
    return answer(200, { value, count: value.length });
  }
}
