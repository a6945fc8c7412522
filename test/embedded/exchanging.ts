/** A front before a server that says what it gets: for the requests that the front itself refuses. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, before, beforeEach } from 'node:test';
import { type CallRecord, createCallRecord } from '../../scripts/embedded/calls.ts';
import { type Front, startFront } from '../../scripts/embedded/front.ts';
import { createIssuer, type Issuer } from '../../scripts/embedded/oidc/issuer.ts';

export const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

export interface Sent {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Exchanging {
  front: Front;
  calls: CallRecord;
  upstream: Server;
  /** The bodies and headers that came through. */
  passed: { body: string; headers: IncomingMessage['headers'] }[];
  close(): Promise<void>;
}

async function startExchanging(): Promise<Exchanging> {
  const calls = createCallRecord();
  const front = await startFront(0, calls);
  const passed: Exchanging['passed'] = [];
  const upstream = createServer(async (incoming, outgoing) => {
    passed.push({ body: await textOf(incoming), headers: incoming.headers });
    outgoing.end('passed');
  });
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  front.use({ port: (upstream.address() as AddressInfo).port, token: 'token' });
  const close = async () => {
    await front.close();
    upstream.closeAllConnections();
    upstream.close();
  };
  return { front, calls, upstream, passed, close };
}

export const AUDIENCE = 'sts.amazonaws.com';

/** What a token of a pull request's job claims. */
export const CLAIMS = { sub: 'repo:org/repo:pull_request', aud: AUDIENCE };

/** For the tests of a file: an issuer, and for each of them a front that trusts nobody yet. */
export function exchangingForEach() {
  const own = {} as { issuer: Issuer; at: Exchanging };
  before(async () => {
    own.issuer = await createIssuer();
  });
  beforeEach(async () => {
    own.at = await startExchanging();
  });
  afterEach(() => own.at.close());
  const trust = (audiences = [AUDIENCE]) => {
    const { issuer, keys } = own.issuer;
    own.at.front.trustIssuer(issuer, keys, audiences);
  };
  return { own, trust };
}

/** The form of an exchange, with as many tokens. */
export function formOf(...tokens: string[]): string {
  const form = new URLSearchParams({ Action: 'AssumeRoleWithWebIdentity' });
  for (const token of tokens) form.append('WebIdentityToken', token);
  return form.toString();
}

export async function send({ front }: Exchanging, { method = 'POST', path = '/', headers = FORM, body = '' }: Sent) {
  const outgoing = request({ host: '127.0.0.1', port: front.port, method, path, headers });
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: response.statusCode, type: response.headers['content-type'], text: await textOf(response) };
}

/** `status code: message` for a refusal, which is recorded and not passed on; else `200 passed`. */
export async function answerTo(at: Exchanging, sent: Sent): Promise<string> {
  const [mark, before] = [at.calls.mark(), at.passed.length];
  const { status, text } = await send(at, sent);
  const recorded = at.calls.since(mark).map((call) => [call.status, call.checks]);
  assert.deepEqual(recorded, [[status, []]]);
  const [, code, message] = /<Code>(.*)<\/Code><Message>(.*)<\/Message>/.exec(text) ?? [];
  assert.equal(at.passed.length - before, code ? 0 : 1);
  return code ? `${status} ${code}: ${message}` : `${status} ${text}`;
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of incoming) text += chunk;
  return text;
}
