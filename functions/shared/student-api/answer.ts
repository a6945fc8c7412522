import type { APIGatewayProxyResult } from 'aws-lambda';
import type { ApiRequest } from './request.ts';

export type Headers = Record<string, string>;

/** A JSON answer. Students are nobody else's business, so nothing keeps one, or takes it for a page. */
export function jsonAnswer(
  request: ApiRequest,
  statusCode: number,
  body: object,
  more: Headers = {},
): APIGatewayProxyResult {
  const headers = {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    vary: 'Origin',
  };
  return { statusCode, headers: { ...headers, ...leaveFor(request), ...more }, body: JSON.stringify(body) };
}

/** Pages of the one origin that the API's stage names may read the answer; pages of another get no leave. */
function leaveFor({ stageVariables, headers }: ApiRequest): Headers {
  const allowed = stageVariables?.allowedOrigin;
  if (!allowed || allowed === '*') return {};
  const origin = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'origin')?.[1];
  return origin === undefined || origin === allowed ? { 'access-control-allow-origin': allowed } : {};
}
