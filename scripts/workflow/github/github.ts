import type { Answer } from './answer.ts';
import { commentsOf } from './comments.ts';
import { addIssue } from './issues.ts';
import { IdTokens, type Issuer } from './oidc.ts';
import type { Exchange } from './rest.ts';
import { type Call, close, listen, listener, newServer, type Served } from './server.ts';
import { type Actor, apiUrl, type Comment, type Issue, newState, type Sarif } from './state.ts';
import { type Permissions, Tokens } from './tokens.ts';

export interface GitHubOptions {
  /** `org/repo`. */
  repository: string;
  /** Holds `<org>/<repo>.git`, a bare repository. */
  gitFolder: string;
  issuer: Issuer;
  onExchange?: (exchange: Exchange) => void;
  instead?: (method: string, path: string) => Answer | null;
}

/** A stand-in of GitHub on this machine, for the jobs of one repository. */
export interface GitHub {
  /** What jobs have as GITHUB_SERVER_URL. */
  url: string;
  /** What jobs have as GITHUB_API_URL. */
  apiUrl: string;
  /** A job's GITHUB_TOKEN. */
  jobToken(permissions: Permissions): string;
  /** A token that writes as a person, or as another app (`renovate[bot]`). */
  personToken(login: string, permissions: Permissions): string;
  /** The endpoint where a job gets its OIDC tokens, and the secret for it. */
  idToken(claims: Readonly<Record<string, string>>): { url: string; token: string };
  /** Ends a token of either kind: its job is over. */
  revoke(token: string): void;
  /** A pull request that comments can be written to. */
  pullRequest(number: number, title?: string): void;
  /** Of an issue or a pull request. */
  comments(number: number): Comment[];
  /** Without the pull requests. */
  issues(): Issue[];
  sarifs(): Sarif[];
  /** All calls, in the order of their ends. */
  calls(): Call[];
  /** Those that the stand-in knows no answer to. */
  unknownCalls(): Call[];
  close(): Promise<void>;
}

export async function startGitHub(options: GitHubOptions): Promise<GitHub> {
  const server = newServer();
  const state = newState(`http://127.0.0.1:${await listen(server)}`, options.repository);
  const [tokens, idTokens] = [new Tokens(), new IdTokens(options.issuer)];
  const { gitFolder, onExchange, instead } = options;
  const served: Served = { state, tokens, idTokens, gitFolder, calls: [], unknownCalls: [], onExchange, instead };
  server.on('request', listener(served));
  return {
    url: state.url,
    apiUrl: apiUrl(state),
    jobToken: (permissions) => tokens.issue(permissions),
    personToken: (login, permissions) => tokens.issue(permissions, person(login)),
    idToken: (claims) => idTokens.register(state.url, claims),
    revoke: (token) => {
      tokens.revoke(token);
      idTokens.revoke(token);
    },
    pullRequest: (number, title = `Pull request ${number}`) => {
      const known = state.issues.get(number);
      if (known) known.title = title;
      else addIssue(state, { number, title, isPullRequest: true, author: person('contributor') });
    },
    comments: (number) => commentsOf(state, number),
    issues: () => [...state.issues.values()].filter(({ isPullRequest }) => !isPullRequest),
    sarifs: () => [...state.sarifs.values()],
    calls: () => served.calls,
    unknownCalls: () => served.unknownCalls,
    close: () => close(server),
  };
}

function person(login: string): Actor {
  return { login, id: 1000 + login.length, type: login.endsWith('[bot]') ? 'Bot' : 'User' };
}
