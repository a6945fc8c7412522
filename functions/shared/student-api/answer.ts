import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

export type Headers = Record<string, string>;

/** What an answer needs to know of its request. */
export type Asked = Partial<Pick<APIGatewayProxyEvent, 'headers' | 'stageVariables'>>;

/**
 * A JSON answer. A browser may read it on the site's own origin, which the API's stage names (`allowedOrigin`); any other
 * origin gets no leave.
 */
export function jsonAnswer(
  asked: Asked,
  statusCode: number,
  body: object,
  headers: Headers = {},
): APIGatewayProxyResult {
  return {
    statusCode,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...corsHeaders(asked),
      ...headers,
    },
    body: JSON.stringify(body),
  };
}

function corsHeaders({ headers, stageVariables }: Asked): Headers {
  const allowed = stageVariables?.allowedOrigin;
  const origin = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'origin')?.[1];
  const isAllowed = allowed !== undefined && allowed !== '*' && origin === allowed;
  return { vary: 'Origin', ...(isAllowed ? { 'access-control-allow-origin': allowed } : {}) };
}
