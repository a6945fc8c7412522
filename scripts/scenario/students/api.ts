import type { Stage } from '../scenario.ts';

export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

export interface Call {
  method?: 'GET' | 'POST' | 'OPTIONS';
  /** Absent: nobody is signed in. */
  token?: string | undefined;
  headers?: Record<string, string>;
  body?: unknown;
}

/** A call through the site, as its page makes it. @param path below /api */
export function throughSite({ outputs }: Stage, path: string, call: Call = {}): Promise<Answer> {
  return send(`${outputs.SiteUrl}/api${path}`, call);
}

/** A call past CloudFront, of the API itself. */
export function pastSite({ endpoint, outputs }: Stage, path: string, call: Call = {}): Promise<Answer> {
  return send(`${endpoint}/_aws/execute-api/${outputs.ApiId}/${outputs.StageName}${path}`, call);
}

async function send(url: string, { method = 'GET', token, headers = {}, body }: Call): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: {
      ...headers,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? {} : JSON.parse(text) };
}
