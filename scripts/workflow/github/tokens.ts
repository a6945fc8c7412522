import { randomBytes } from 'node:crypto';
import { ACTIONS_BOT, type Actor } from './state.ts';

type Level = 'read' | 'write';
export type Permissions = Readonly<Record<string, Level>>;

/** A permission that a call needs, as `x-accepted-github-permissions` says it: `issues=write`. */
export type Need = `${string}=${Level}`;

export interface Bearer {
  actor: Actor;
  /** By GitHub's name in the API (`pull_requests`). */
  permissions: ReadonlyMap<string, Level>;
}

export class Tokens {
  readonly #bearers = new Map<string, Bearer>();

  /** A token with these permissions, by their names in a workflow (`pull-requests`) or in the API (`pull_requests`). */
  issue(permissions: Permissions, actor: Actor = ACTIONS_BOT): string {
    const token = `ghs_${randomBytes(18).toString('hex')}`;
    const named = Object.entries(permissions).map(([name, level]) => [name.replaceAll('-', '_'), level] as const);
    // Each token may read what the repository is called.
    this.#bearers.set(token, { actor, permissions: new Map([['metadata', 'read'], ...named]) });
    return token;
  }

  revoke(token: string): void {
    this.#bearers.delete(token);
  }

  /** Whose token an `Authorization` header carries: `token …`, `bearer …`, or as git sends it. Null for any other. */
  bearerOf(authorization: string | undefined): Bearer | null {
    const [, scheme = '', value = ''] = /^(\w+) +(\S+)$/.exec(authorization ?? '') ?? [];
    if (/^(token|bearer)$/i.test(scheme)) return this.#bearers.get(value) ?? null;
    if (!/^basic$/i.test(scheme)) return null;
    const [, password] = /^x-access-token:(.+)$/.exec(Buffer.from(value, 'base64').toString('utf8')) ?? [];
    return this.#bearers.get(password ?? '') ?? null;
  }
}

/** Whether one of the permissions that a call accepts is there; `write` includes `read`. */
export function mayDo({ permissions }: Bearer, needs: readonly Need[]): boolean {
  return needs.some((need) => {
    const [name = '', level] = need.split('=');
    const given = permissions.get(name);
    return given === 'write' || (given !== undefined && given === level);
  });
}
