import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { cgiReader } from './cgi.ts';
import { mayDo, type Tokens } from './tokens.ts';

export interface GitPlace {
  /** Holds `<org>/<repo>.git`. */
  gitFolder: string;
  repository: string;
  tokens: Tokens;
}

/** actions/checkout fetches the sha of the event, which need not be the tip of a branch. */
const GIT_SETTINGS: Record<string, string> = {
  'uploadpack.allowReachableSHA1InWant': 'true',
  'uploadpack.allowAnySHA1InWant': 'true',
  'http.receivepack': 'false',
  'safe.directory': '*',
};

const FETCH = /^\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/** Whether git speaks below a path, of whichever repository. */
export function isGitPath(path: string): boolean {
  return /\/(info\/refs|git-upload-pack|git-receive-pack)$/.test(path);
}

/** Answers a fetch by `git http-backend`; a push is refused. */
export function serveGit(place: GitPlace, request: IncomingMessage, response: ServerResponse): void {
  const refusal = refusalOf(place, request);
  if (refusal !== null) {
    const challenge = refusal.status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {};
    response.writeHead(refusal.status, { 'content-type': 'text/plain', ...challenge }).end(`${refusal.line}\n`);
    return;
  }
  runBackend(place, request, response);
}

function refusalOf(place: GitPlace, request: IncomingMessage): { status: number; line: string } | null {
  const { path, query } = partsOf(request);
  const [, repository = '', service = ''] = FETCH.exec(path) ?? [];
  const { authorization } = request.headers;
  if (authorization === undefined) return { status: 401, line: 'No credentials.' };
  const bearer = place.tokens.bearerOf(authorization);
  if (bearer === null) return { status: 401, line: 'Invalid username or token.' };
  // As on GitHub, a token that may not read is told what it is told of a repository that is not there.
  const isOwn = repository.toLowerCase() === place.repository.toLowerCase();
  if (!isOwn || !mayDo(bearer, ['contents=read']) || !existsSync(folderOf(place))) {
    return { status: 404, line: 'Repository not found.' };
  }
  if (service === 'git-receive-pack' || query.includes('git-receive-pack')) {
    return { status: 403, line: 'Nothing is pushed to the stand-in: it serves the commit that is tried.' };
  }
  return null;
}

function folderOf({ gitFolder, repository }: GitPlace): string {
  return join(gitFolder, `${repository}.git`);
}

function partsOf({ url = '' }: IncomingMessage): { path: string; query: string } {
  const [path = '', query = ''] = url.split('?');
  return { path, query };
}

function runBackend(place: GitPlace, request: IncomingMessage, response: ServerResponse): void {
  const child = spawn('git', ['http-backend'], { env: environmentOf(place, request) });
  const read = cgiReader(response);
  child.stdout.on('data', read.data);
  // What git says of its own failure is of use to who reads the job's log.
  const said: Buffer[] = [];
  child.stderr.on('data', (part: Buffer) => said.push(part));
  child.on('error', (error) => read.end(`git cannot be run: ${error.message}`));
  child.on('close', () => read.end(Buffer.concat(said).toString('utf8')));
  // The client may go away, and git may end before it has read everything.
  child.stdin.on('error', () => {});
  response.on('close', () => child.kill());
  request.pipe(child.stdin);
}

function environmentOf(place: GitPlace, request: IncomingMessage): NodeJS.ProcessEnv {
  const { path, query } = partsOf(request);
  const [, , service = ''] = FETCH.exec(path) ?? [];
  const { headers, method = 'GET' } = request;
  const settings = Object.entries(GIT_SETTINGS).flatMap(([key, value], place) => [
    [`GIT_CONFIG_KEY_${place}`, key],
    [`GIT_CONFIG_VALUE_${place}`, value],
  ]);
  return {
    PATH: process.env.PATH,
    GIT_PROJECT_ROOT: place.gitFolder,
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_CONFIG_COUNT: String(Object.keys(GIT_SETTINGS).length),
    ...Object.fromEntries(settings),
    // From the stand-in's own name of the repository, so that nothing of the request's path reaches the disk.
    PATH_INFO: `/${place.repository}.git/${service}`,
    QUERY_STRING: query,
    REQUEST_METHOD: method,
    CONTENT_TYPE: headers['content-type'] ?? '',
    ...(headers['content-length'] ? { CONTENT_LENGTH: headers['content-length'] } : {}),
    ...(headers['content-encoding'] ? { HTTP_CONTENT_ENCODING: headers['content-encoding'] } : {}),
    ...(headers['git-protocol'] ? { GIT_PROTOCOL: String(headers['git-protocol']) } : {}),
    REMOTE_USER: 'job',
    REMOTE_ADDR: '127.0.0.1',
  };
}
