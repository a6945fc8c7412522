import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { projectFolder } from '../../../scripts/cli/project.ts';
import { type Bodies, siteFiles } from '../../../scripts/deployment/after/build-site.ts';
import { contentTypeOf } from '../../../scripts/deployment/after/content-type.ts';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** By method and path: `GET /api/students`. */
export type Answers = Record<string, Answer>;

let files: Promise<Bodies> | undefined;

/** The page as it is deployed, with the policy that CloudFront sends, and an API that answers as a test says. */
export async function siteServer(answers: Answers, config: object, signInOrigin = ''): Promise<Server> {
  files ??= siteFiles(projectFolder, 'templates/student');
  const site = await files;
  const policy = policyWith(signInOrigin);
  return listening((request, response) => {
    // Browsers send a request again whose connection they had used before.
    response.setHeader('connection', 'close');
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const answer = answers[`${request.method} ${path}`];
    if (answer) return answer(request, response);
    if (path === '/config.json') return json(200, config)(request, response);
    const key = path === '/' ? 'index.html' : decodeURIComponent(path.slice(1));
    const file = site.get(key);
    if (!file) return void response.writeHead(403).end();
    void file().then((body) => {
      response.writeHead(200, { 'content-type': contentTypeOf(key), 'content-security-policy': policy }).end(body);
    });
  });
}

/** As templates/student.yaml has it. */
function policyWith(signInOrigin: string): string {
  return [
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'",
    `connect-src 'self' ${signInOrigin}`.trim(),
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "require-trusted-types-for 'script'; trusted-types 'none'",
  ].join('; ');
}

export async function listening(answer: Answer): Promise<Server> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return server;
}

export function originOf(server: Server): string {
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

export function close(server: Server): void {
  server.closeAllConnections();
  server.close();
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
}

/** The first answer to the first request, and so on; the last one to all that follow. */
export function inTurn(...answers: Answer[]): Answer {
  let asked = 0;
  return (request, response) => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    answer?.(request, response);
  };
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}
