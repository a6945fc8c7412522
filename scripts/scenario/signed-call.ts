import { createHash, createHmac } from 'node:crypto';
import type { Credentials } from './clients.ts';

/** A call of a service for which there is no client here. */
export interface SignedCall {
  /** As signatures name it: `ssm`, `monitoring`. */
  service: string;
  method?: 'GET' | 'POST';
  /** With its query, sorted by name. */
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Place {
  endpoint: string;
  region: string;
  credentials: Credentials;
}

/**
 * Sends a call with an AWS signature, version 4. @throws what the service answers in place of a result, as clients do
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export async function signedCall({ endpoint, region, credentials }: Place, call: SignedCall): Promise<string> {
  const { service, method = 'POST', path = '/', headers = {}, body = '' } = call;
  const { host } = new URL(endpoint);
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const { sessionToken } = credentials;
  const signed: Record<string, string> = {
    ...headers,
    ...{ host, 'x-amz-date': date },
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  };
  const scope = `${date.slice(0, 8)}/${region}/${service}/aws4_request`;
  const names = Object.keys(signed).sort();
  const [pathname = '/', query = ''] = path.split('?');
  const lines = names.map((name) => `${name}:${signed[name]}\n`).join('');
  const request = [method, pathname, query, lines, names.join(';'), hash(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', date, scope, hash(request)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`);
  const credential = `Credential=${credentials.accessKeyId}/${scope}`;
  const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names.join(';')}, Signature=${hmac(key, text).toString('hex')}`;
  const { host: _, ...sent } = signed;
  const given = { method, headers: { ...sent, authorization }, ...(method === 'POST' ? { body } : {}) };
  return answerOf(await fetch(endpoint + path, given));
}

async function answerOf(response: Response): Promise<string> {
  const text = await response.text();
  if (response.ok) return text;
  // JSON names the type, perhaps after a namespace; XML the code.
  const name = /"__type":\s*"(?:[^"#]*#)?(\w+)"|<Code>(\w+)<\/Code>/.exec(text);
  const failure = { name: name?.[1] ?? name?.[2] ?? 'Error', $metadata: { httpStatusCode: response.status } };
  throw Object.assign(new Error(text.slice(0, 500)), failure);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
