import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import type { LookupFunction } from 'node:net';
import { lookupPublic } from './public-address.ts';
import { UpstreamFailure } from './upstream-failure.ts';

export const LONGEST_ANSWER = 1_000_000;

/**
 * The body of a 200 answer. Redirects are failures: what they lead to was never allowed.
 * @param timeoutMs for the whole exchange, so that an answer that trickles in ends too
 * @throws UpstreamFailure for whatever the network or the API does wrong
 */
export async function getText(url: URL, timeoutMs: number, lookup: LookupFunction = lookupPublic): Promise<string> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await send(url, signal, lookup);
    return await bodyOf(answer);
  } catch (error) {
    if (error instanceof UpstreamFailure) throw error;
    if (signal.aborted) throw new UpstreamFailure('timeout', `no answer within ${timeoutMs} ms`, { isPassing: true });
    // Node's own message may hold the URL; its code cannot.
    const code = (error as NodeJS.ErrnoException).code ?? 'no code';
    throw new UpstreamFailure('unreachable', `the connection broke (${code})`, { isPassing: true });
  }
}

function send(url: URL, signal: AbortSignal, lookup: LookupFunction): Promise<IncomingMessage> {
  const headers = { accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'data-bridge' };
  // A connection of its own: a kept one may be dead after the time in which Lambda froze the function.
  const options = { headers, signal, agent: false } as const;
  return new Promise((resolve, reject) => {
    const request =
      url.protocol === 'https:'
        ? requestTls(url, { ...options, lookup }, resolve)
        : requestPlain(url, options, resolve);
    request.on('error', reject).end();
  });
}

async function bodyOf(answer: IncomingMessage): Promise<string> {
  try {
    refuseStatus(answer.statusCode ?? 0);
    if (Number(answer.headers['content-length'] ?? 0) > LONGEST_ANSWER) throw tooLarge();
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of answer) {
      size += chunk.length;
      if (size > LONGEST_ANSWER) throw tooLarge();
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    answer.destroy();
  }
}

function refuseStatus(status: number): void {
  if (status === 200) return;
  if (status >= 300 && status < 400) throw new UpstreamFailure('redirect', `status ${status}, which is not followed`);
  // 429 says that the quota is used up: asking again would make it worse.
  throw new UpstreamFailure('status', `status ${status}`, { isPassing: status >= 500 });
}

function tooLarge(): UpstreamFailure {
  return new UpstreamFailure('too-large', `more than ${LONGEST_ANSWER} bytes`);
}
