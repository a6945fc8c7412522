import type { APIGatewayProxyResult } from 'aws-lambda';
import type { StoredDocument } from './document.ts';
import { UpstreamFailure } from './upstream-failure.ts';

export function documentAnswer(document: StoredDocument): APIGatewayProxyResult {
  return answer(200, document);
}

/** What a caller learns of a failure: whose it is, nothing more. The log has the rest. */
export function failureAnswer(error: unknown): APIGatewayProxyResult {
  if (!(error instanceof UpstreamFailure)) return answer(500, { error: 'internal error' });
  if (error.kind === 'timeout') return answer(504, { error: 'the weather service did not answer in time' });
  return answer(502, { error: 'the weather service gave no usable answer' });
}

function answer(statusCode: number, body: object): APIGatewayProxyResult {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  return { statusCode, headers, body: JSON.stringify(body) };
}
