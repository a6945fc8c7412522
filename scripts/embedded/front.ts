import {
  Agent,
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { codeOf, UserError } from '../cli/errors.ts';
import type { Call, CallRecord } from './calls.ts';
import { mayExchange, readExchange } from './exchanges.ts';
import { forward, type Route, type Upstream } from './forward.ts';
import { checksIn, recordedPath } from './headers.ts';
import { destinationOf, isAt, type Refusal } from './hosts.ts';
import { type Answer, refusalFor, stsError } from './refusals.ts';
import { createIssuers, type Issuers } from './web-identity.ts';

export interface Front {
  port: number;
  /** The same without TLS, as far as policies see it (`aws:SecureTransport`). */
  plainPort: number;
  /** Where requests go from now on; until then they are answered with 503. */
  use(upstream: Upstream): void;
  /** The distribution that `http://localhost:<port>` shows, by its domain name (`d….cloudfront.net`); null for none. */
  serve(domainName: string | null): void;
  /** Answers `/_stand-in/<name>/…` in place of a service outside AWS that functions call. */
  standIn(name: string, listener: RequestListener): void;
  /** An identity provider of the account; tokens of all others are refused, so that without one every token is. */
  trustIssuer: Issuers['trust'];
  /** Cuts all connections. */
  close(): Promise<void>;
}

interface State {
  upstream: Upstream | null;
  domainName: string | null;
  standIns: Map<string, RequestListener>;
  issuers: Issuers;
  agent: Agent;
  calls: CallRecord;
}

/** Listens on 127.0.0.1; every call to the embedded AWS passes here, those of its functions too. */
export async function startFront(port: number, calls: CallRecord): Promise<Front> {
  // Shorter than the server's keep-alive, so that no request goes out on a connection that is being closed.
  const agent = new Agent({ keepAlive: true, timeout: 30_000 });
  const issuers = createIssuers();
  const state: State = { upstream: null, domainName: null, standIns: new Map(), issuers, agent, calls };
  const secure = createGate(state, true);
  const plain = createGate(state, false);
  const ports = [await listen(secure, port)];
  try {
    ports.push(await listen(plain, 0));
  } catch (error) {
    await close([secure], agent);
    throw error;
  }
  const [securePort = 0, plainPort = 0] = ports;
  return {
    port: securePort,
    plainPort,
    use: (upstream) => {
      state.upstream = upstream;
    },
    serve: (domainName) => {
      state.domainName = domainName;
    },
    standIn: (name, listener) => void state.standIns.set(name, listener),
    trustIssuer: issuers.trust,
    close: () => close([secure, plain], agent),
  };
}

function createGate(state: State, isSecure: boolean): Server {
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 75_000, noDelay: true });
  const pass = (request: IncomingMessage, response: ServerResponse) => {
    handle({ ...state, isSecure, port: request.socket.localPort ?? 0 }, request, response);
  };
  server.on('request', pass);
  server.on('checkContinue', pass);
  server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 501 Not Implemented\r\nConnection: close\r\n\r\n'));
  return server;
}

/** What both ports share, and the port that a request came by. */
type Gate = State & { port: number; isSecure: boolean };

function handle(state: Gate, request: IncomingMessage, response: ServerResponse): void {
  const startedAt = Date.now();
  const { method = '', url = '' } = request;
  const record = (status: number, host: string, checks: Pick<Call, 'checks' | 'omitted'>) =>
    state.calls.add({ startedAt, method, host, path: recordedPath(url), status, ...checks });
  const answer = (status: number, { contentType, body }: Answer) => {
    record(status, request.headers.host ?? '', { checks: [], omitted: 0 });
    response.writeHead(status, { 'content-type': contentType, connection: 'close' }).end(body);
  };
  const refuse = (status: number, line: string) => answer(status, refusalFor(request.headers, status, line));
  const standIn = isAt(request.headers.host, '127.0.0.1', state.port) ? standInFor(state, url) : undefined;
  if (standIn) {
    standIn(request, response);
    return;
  }
  const route = routeOf(state, request);
  if ('refuse' in route) {
    refuse(route.refuse, route.line);
    return;
  }
  const pass = (body?: Buffer) => {
    const tell: Parameters<typeof forward>[3] = (outcome) => {
      if ('failure' in outcome) refuse(502, `The embedded AWS gave no answer: ${outcome.failure}.`);
      else record(outcome.status, route.host, checksIn(outcome.headers));
    };
    forward(request, response, route, tell, body);
  };
  if (mayExchange(request)) void exchange(state.issuers, request, response, { answer, pass });
  else pass();
}

interface Ways {
  answer(status: number, answer: Answer): void;
  pass(body: Buffer): void;
}

/** A token is looked at before the role's trust is: MiniStack takes its claims for true. */
async function exchange(issuers: Issuers, request: IncomingMessage, response: ServerResponse, ways: Ways) {
  const read = await readExchange(request, response).catch(() => null);
  if (read === null) {
    // The caller went away: there is nobody to tell.
    response.destroy();
    return;
  }
  const refusal = 'code' in read ? read : read.token === null ? null : await issuers.refusalOf(read.token);
  if (refusal) ways.answer(refusal.status, stsError(refusal.code, refusal.message));
  else if ('body' in read) ways.pass(read.body);
}

function standInFor({ standIns }: State, url: string): RequestListener | undefined {
  const name = /^\/_stand-in\/([\w-]+)\//.exec(url)?.[1];
  return name === undefined ? undefined : standIns.get(name);
}

function routeOf(state: Gate, { url, headers }: IncomingMessage): Route | Refusal {
  const destination = destinationOf(headers.host, state.port, state.domainName);
  if ('refuse' in destination) return destination;
  // The form that proxies take (`GET http://…`) would name a second host.
  if (!url?.startsWith('/')) return { refuse: 400, line: 'The request target must be a path.' };
  if (state.upstream === null) return { refuse: 503, line: 'The embedded AWS is not running.' };
  return { ...state.upstream, host: destination.host, isSecure: state.isSecure, agent: state.agent };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenFailure(error, port)));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function listenFailure(error: Error, port: number): Error {
  if (codeOf(error) === 'EADDRINUSE') {
    return new UserError(`Port ${port} is in use: stop what uses it, or choose another with --port N`);
  }
  if (codeOf(error) === 'EACCES') {
    return new UserError(`Port ${port} needs more rights than you have: choose one above 1023 with --port N`);
  }
  return error;
}

async function close(servers: readonly Server[], agent: Agent): Promise<void> {
  const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
  for (const server of servers) server.closeAllConnections();
  agent.destroy();
  await Promise.all(closed);
}
