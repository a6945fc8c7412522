import type { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { type Headers, jsonAnswer } from './answer.ts';
import { Refusal } from './refusal.ts';
import type { ApiRequest } from './request.ts';

/** Milliseconds that stay for the answer when the work is stopped. */
const RESERVE_MS = 2_000;

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const BUSY = /^(ProvisionedThroughputExceeded|RequestLimitExceeded|Throttling|TooManyRequests)(Exception)?$/;

/**
 * The work's answer; of what it throws, a Refusal's line, and of anything else a status and the error's name: AWS's own
 * words tell of roles and resources, and are for the log.
 * @param work stopped by its signal shortly before the function's time is over
 */
export async function respond(
  request: ApiRequest,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
  logger: Pick<Logger, 'info' | 'error'>,
  work: (signal: AbortSignal) => Promise<APIGatewayProxyResult>,
): Promise<APIGatewayProxyResult> {
  const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - RESERVE_MS));
  try {
    return await work(signal);
  } catch (error) {
    if (error instanceof Refusal) logger.info('refused', { status: error.status });
    else logger.error('failed', error as Error);
    const { status, line, headers = {} } = toldOf(error, signal.aborted);
    return jsonAnswer(request, status, { error: line }, headers);
  }
}

interface Told {
  status: number;
  line: string;
  headers?: Headers;
}

function toldOf(error: unknown, isOverTime: boolean): Told {
  if (error instanceof Refusal) return { status: error.status, line: error.message };
  const again = { headers: { 'retry-after': '1' } };
  const { name } = error as Error;
  if (BUSY.test(name)) return { status: 503, line: 'too much at once: try again in a moment', ...again };
  if (isOverTime) return { status: 504, line: 'this took too long: try again', ...again };
  return { status: 500, line: `internal error (${name})` };
}
