import { type Agent, type ClientRequest, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { codeOf, messageOf } from '../cli/errors.ts';
import { answeredHeaders, forwardedHeaders } from './headers.ts';

/** MiniStack's own port on 127.0.0.1, and the token by which it knows the front. */
export interface Upstream {
  port: number;
  token: string;
}

export interface Route extends Upstream {
  host: string;
  /** Whether policies see TLS. */
  isSecure: boolean;
  agent: Agent;
}

type Outcome = { status: number; headers: IncomingMessage['headers'] } | { failure: string };

/** 200 checks of at most 7,500 characters, in base64. */
const LONGEST_HEADERS = 4 * 1024 * 1024;

/**
 * Sends a request on and its answer back, both as streams. `tell` is called once, before the caller sees anything, so
 * that a record of calls is complete when a call returns; with a failure, answering is left to it. A body that was read
 * already goes on as it was.
 */
export function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  to: Route,
  tell: (outcome: Outcome) => void,
  body?: Buffer,
): void {
  const upstream = request({
    host: '127.0.0.1',
    port: to.port,
    agent: to.agent,
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    headers: framed(incoming, forwardedHeaders(incoming.rawHeaders, to)),
    maxHeaderSize: LONGEST_HEADERS,
  });
  upstream.on('error', (error) => {
    // After the answer began, a cut connection is all that can tell of it.
    if (outgoing.headersSent || outgoing.destroyed) outgoing.destroy();
    else tell({ failure: codeOf(error) ?? messageOf(error) });
  });
  upstream.on('response', (answer) => {
    tell({ status: answer.statusCode ?? 0, headers: answer.headers });
    outgoing.sendDate = false;
    outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, answeredHeaders(answer.rawHeaders));
    pipeline(answer, outgoing, ignoreAbort);
  });
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) upstream.destroy();
  });
  if (body === undefined) sendBody(incoming, outgoing, upstream);
  else upstream.end(body);
}

/** A body that the caller holds back (`Expect: 100-continue`) is asked for only when MiniStack asks for it. */
function sendBody(incoming: IncomingMessage, outgoing: ServerResponse, upstream: ClientRequest): void {
  if (incoming.headers.expect?.toLowerCase() !== '100-continue') {
    pipeline(incoming, upstream, ignoreAbort);
    return;
  }
  upstream.flushHeaders();
  upstream.on('continue', () => {
    outgoing.writeContinue();
    pipeline(incoming, upstream, ignoreAbort);
  });
}

/** A request without a body says so, or Node would frame an empty one as chunks. */
function framed(incoming: IncomingMessage, headers: string[]): string[] {
  const { 'content-length': length, 'transfer-encoding': encoding } = incoming.headers;
  const bodiless = incoming.method === 'GET' || incoming.method === 'HEAD';
  return length === undefined && encoding === undefined && !bodiless ? [...headers, 'Content-Length', '0'] : headers;
}

// Either side may go away at any time; `pipeline` then destroys the other, and there is nobody to tell.
function ignoreAbort(): void {}
