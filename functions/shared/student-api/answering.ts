import type { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { type Asked, jsonAnswer } from './answer.ts';
import { Refusal } from './refusal.ts';

/** The work's answer, or that of its failure: a refusal is told as it is, of anything else the log alone has the cause. */
export async function answering(
  asked: Asked,
  logger: Pick<Logger, 'info' | 'error'>,
  work: () => Promise<APIGatewayProxyResult>,
): Promise<APIGatewayProxyResult> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) {
      logger.info('refused', { status: error.status });
      return jsonAnswer(asked, error.status, { error: error.message });
    }
    logger.error('failed', error as Error);
    return jsonAnswer(asked, 500, { error: 'the API failed: try again in a moment' });
  }
}
