import type { IncomingMessage, ServerResponse } from 'node:http';
import { refused, type TokenRefusal } from './web-identity.ts';

/** What the front read of a request that may give a token for credentials. */
export interface Read {
  body: Buffer;
  /** The token; null where the request wants something else. */
  token: string | null;
}

const ACTION = 'AssumeRoleWithWebIdentity';
const FORM = 'application/x-www-form-urlencoded';

/** Bytes: the longest token, policy and ten policies' names that the API takes, each byte written as three. */
const LONGEST_FORM = 128 * 1024;

/** Services that take forms like STS: what is signed for one of them goes there, whatever its form says. */
const FORMS_OF_OTHERS = new Set([
  ...['autoscaling', 'cloudformation', 'ec2', 'elasticache', 'elasticbeanstalk', 'elasticloadbalancing'],
  ...['iam', 'monitoring', 'rds', 'redshift', 'ses', 'sns', 'sqs'],
]);

/** By its head alone: any other request is passed on as a stream, unread. */
export function mayExchange(request: IncomingMessage): boolean {
  const { method, headers } = request;
  if (namesSts(request)) return true;
  const isForm = method === 'POST' && headers['content-type']?.toLowerCase().startsWith(FORM) === true;
  if (!isForm || FORMS_OF_OTHERS.has(signedFor(request) ?? '')) return false;
  // A function's own URL may take long forms; STS listens at the root.
  return (lengthOf(request) ?? 0) <= LONGEST_FORM || pathOf(request) === '/';
}

/** Reads the body of a request that may give a token for credentials; rejects when the caller goes away. */
export async function readExchange(request: IncomingMessage, response: ServerResponse): Promise<Read | TokenRefusal> {
  const { headers } = request;
  // The embedded AWS would take both; STS has no such protocol, and its clients compress nothing.
  if (isJson(request)) return refused('STS takes a form, not JSON', 'form', 'InvalidAction');
  if (namesSts(request) && headers['content-encoding'] !== undefined) {
    return refused('STS takes a form that is not compressed', 'form', 'InvalidAction');
  }
  const tooLong = () => refused(`The form is longer than ${LONGEST_FORM} bytes`, 'form', 'RequestEntityTooLarge', 413);
  if ((lengthOf(request) ?? 0) > LONGEST_FORM) return tooLong();
  if (headers.expect?.toLowerCase() === '100-continue') response.writeContinue();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LONGEST_FORM) return tooLong();
  }
  const body = Buffer.concat(chunks);
  return tokenIn([queryOf(request), new URLSearchParams(body.toString('utf8'))], body);
}

/** Parameters may stand in the query, in the form, or in both. */
function tokenIn(parameters: URLSearchParams[], body: Buffer): Read | TokenRefusal {
  const valuesOf = (name: string) => parameters.flatMap((some) => some.getAll(name));
  if (!valuesOf('Action').includes(ACTION)) return { body, token: null };
  const [token, ...more] = valuesOf('WebIdentityToken');
  if (more.length > 0) return refused('WebIdentityToken is given more than once', 'form', 'ValidationError');
  if (token) return { body, token };
  const constraint = "Value null at 'webIdentityToken' failed to satisfy constraint: Member must not be null";
  return refused(`1 validation error detected: ${constraint}`, 'form', 'ValidationError');
}

/** It goes to STS whatever the form says, or is the very action. */
function namesSts(request: IncomingMessage): boolean {
  const { method, headers } = request;
  if (queryOf(request).getAll('Action').includes(ACTION) || isJson(request)) return true;
  const service = signedFor(request);
  // A bucket may be called so, too.
  const isHost = service !== 's3' && /(^|\.)sts\./i.test(headers.host ?? '');
  return method === 'POST' && (service === 'sts' || isHost);
}

function isJson({ headers }: IncomingMessage): boolean {
  return String(headers['x-amz-target'] ?? '').startsWith('AWSSecurityTokenService');
}

/** The service in the scope of a signature; null for a request without one. */
function signedFor({ headers }: IncomingMessage): string | null {
  return /Credential=[^/]+\/[^/]+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? null;
}

function lengthOf({ headers }: IncomingMessage): number | null {
  const length = headers['content-length'];
  return length === undefined ? null : Number(length);
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '';
}

function queryOf({ url = '' }: IncomingMessage): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
}
