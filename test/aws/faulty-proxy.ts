import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  request as send,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * `throttle`: refused in the form of the service. `fail`: 500 or 503. `reset`: the connection breaks before the call is
 * carried out. `lose`: it is carried out, and the answer never comes. `cut`: half of the answer comes. `delay`: late.
 */
export type FaultKind = 'throttle' | 'fail' | 'reset' | 'lose' | 'cut' | 'delay';

export const FAULT_KINDS: readonly FaultKind[] = ['throttle', 'fail', 'reset', 'lose', 'cut', 'delay'];

export interface FaultyProxyOptions {
  /** Where calls are passed on to: `http://127.0.0.1:4566`. */
  target: string;
  /** Of the calls, from 0 to 1, those that go wrong. */
  share: number;
  /** The same seed lets the same calls go wrong in the same way, as long as they come in the same order. */
  seed: number;
  kinds?: readonly FaultKind[];
  delayMs?: number;
}

interface ProxiedCall {
  /** `CreateChangeSet`, `DynamoDB_20120810.GetItem`, `PUT`. */
  operation: string;
  /** Null when it was passed on as it is. */
  fault: FaultKind | null;
}

export interface FaultyProxy {
  endpoint: string;
  /** In the order they came. */
  calls: ProxiedCall[];
  close(): Promise<void>;
}

interface Call {
  incoming: IncomingMessage;
  body: Buffer;
  response: ServerResponse;
  /** From 0 up to 1. */
  random(): number;
}

/** An HTTP proxy before an AWS endpoint that lets a share of the calls go wrong. Signatures stay valid. */
export async function startFaultyProxy(options: FaultyProxyOptions): Promise<FaultyProxy> {
  const { target, share, seed, kinds = FAULT_KINDS, delayMs = 50 } = options;
  const random = generator(seed);
  const calls: ProxiedCall[] = [];
  const server = createServer((async (incoming, response) => {
    const body = Buffer.concat(await incoming.toArray());
    const fault = random() < share ? (kinds[Math.floor(random() * kinds.length)] ?? null) : null;
    calls.push({ operation: operationOf(incoming, body), fault });
    await answer({ incoming, body, response, random }, fault, target, delayMs).catch(() => response.destroy());
  }) satisfies RequestListener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, calls, close: () => close(server) };
}

interface Client {
  middlewareStack: {
    add(middleware: unknown, options: { step: 'finalizeRequest'; priority: 'low'; name: string }): void;
  };
}

/** Leads the calls of an SDK client through the proxy, while it addresses the target and signs for it. */
export function leadThrough({ endpoint }: Pick<FaultyProxy, 'endpoint'>, client: Client): void {
  const { hostname, port } = new URL(endpoint);
  const middleware = (next: (args: unknown) => unknown) => (args: { request: object }) => {
    Object.assign(args.request, { hostname, port: Number(port) });
    return next(args);
  };
  // After the signing, of which the Host header is a part.
  client.middlewareStack.add(middleware, { step: 'finalizeRequest', priority: 'low', name: 'leadThroughFaultyProxy' });
}

async function answer(call: Call, fault: FaultKind | null, target: string, delayMs: number): Promise<void> {
  const { incoming, response } = call;
  if (fault === 'reset') return void incoming.socket.resetAndDestroy();
  if (fault === 'throttle') return throttle(call);
  if (fault === 'fail') return fail(call);
  if (fault === 'delay') await sleep(delayMs);
  const { head, body } = await forward(call, target);
  if (fault === 'lose') return void incoming.socket.resetAndDestroy();
  response.writeHead(head.statusCode ?? 502, head.rawHeaders);
  if (fault !== 'cut') return void response.end(body);
  response.write(body.subarray(0, body.length / 2), () => incoming.socket.destroy());
}

/** Passes a call on with the headers as they were sent: the signature covers Host. */
async function forward({ incoming, body }: Call, target: string) {
  const { hostname, port } = new URL(target);
  const head = await new Promise<IncomingMessage>((resolve, reject) => {
    const { method, url: path, rawHeaders: headers } = incoming;
    send({ hostname, port, method, path, headers, agent: false }, resolve).on('error', reject).end(body);
  });
  return { head, body: Buffer.concat(await head.toArray()) };
}

function throttle({ incoming, body, response }: Call): void {
  if (isJson(incoming)) refuse(response, 400, jsonError('ThrottlingException', 'Rate exceeded'), JSON_TYPE);
  else if (isQuery(body)) refuse(response, 400, queryError('Sender', 'Throttling', 'Rate exceeded'));
  else refuse(response, 503, s3Error('SlowDown', 'Please reduce your request rate.'));
}

function fail({ incoming, body, response, random }: Call): void {
  const [status, code] = random() < 0.5 ? [500, 'InternalFailure'] : [503, 'ServiceUnavailable'];
  const message = 'The request processing has failed because of an unknown error.';
  if (isJson(incoming)) refuse(response, status, jsonError(code, message), JSON_TYPE);
  else refuse(response, status, isQuery(body) ? queryError('Receiver', code, message) : s3Error(code, message));
}

function refuse(response: ServerResponse, status: number, text: string, type = 'text/xml'): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) }).end(text);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html */
function queryError(type: string, code: string, message: string): string {
  const error = `<Error><Type>${type}</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  return `<ErrorResponse>${error}<RequestId>faulty-proxy</RequestId></ErrorResponse>`;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
function s3Error(code: string, message: string): string {
  return `<Error><Code>${code}</Code><Message>${message}</Message><RequestId>faulty-proxy</RequestId></Error>`;
}

const JSON_TYPE = 'application/x-amz-json-1.0';

function jsonError(code: string, message: string): string {
  return JSON.stringify({ __type: code, message });
}

function isJson({ headers }: IncomingMessage): boolean {
  return headers['x-amz-target'] !== undefined;
}

function operationOf({ method = '', headers }: IncomingMessage, body: Buffer): string {
  return String(headers['x-amz-target'] ?? (isQuery(body) ? actionOf(body) : method));
}

function isQuery(body: Buffer): boolean {
  return actionOf(body) !== null;
}

function actionOf(body: Buffer): string | null {
  return /(?:^|&)Action=(\w+)/.exec(body.subarray(0, 4096).toString('latin1'))?.[1] ?? null;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Mulberry32: small, and the same on every machine. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
