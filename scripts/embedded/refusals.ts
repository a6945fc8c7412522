import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface Answer {
  contentType: string;
  body: string;
}

/** Errors of the front itself, in the words of AWS where it has them. */
const CODES: Record<number, string> = { 400: 'InvalidRequest', 404: 'NotFound', 421: 'MisdirectedRequest' };

/** Services that speak XML without saying so in a request's content type; S3 has a form of its own. */
const REST_XML = new Set(['cloudfront', 'route53']);

/**
 * A refusal in the form that the caller reads: an AWS SDK gets what its protocol has for errors, as its parser's complaint
 * would hide the line otherwise; anyone else the line.
 */
export function refusalFor(headers: IncomingHttpHeaders, status: number, line: string): Answer {
  const form = formOf(headers);
  if (form === 'text') return { contentType: 'text/plain; charset=utf-8', body: `${line}\n` };
  const code = CODES[status] ?? 'ServiceUnavailable';
  if (form === 'json') {
    return { contentType: 'application/json', body: `${JSON.stringify({ __type: code, message: line })}\n` };
  }
  const error = `<Error><Code>${code}</Code><Message>${escaped(line)}</Message></Error>`;
  const body = form === 's3' ? error : `<ErrorResponse>${error}</ErrorResponse>`;
  return { contentType: 'application/xml', body: `${body}\n` };
}

/** An error of STS, whoever asks: its callers sign nothing and name no service. */
export function stsError(code: string, message: string): Answer {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`;
  const named = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${error}`;
  return { contentType: 'text/xml', body: `${named}<RequestId>${randomUUID()}</RequestId></ErrorResponse>\n` };
}

function formOf(headers: IncomingHttpHeaders): 'json' | 'xml' | 's3' | 'text' {
  const type = headers['content-type'] ?? '';
  if (type.startsWith('application/x-amz-json')) return 'json';
  // SigV4: Credential=<key>/<date>/<region>/<service>/aws4_request
  const credential = /\bCredential=[^/,\s]+\/\d+\/[^/,\s]+\/([^/,\s]+)\/aws4_request/;
  const service = credential.exec(headers.authorization ?? '')?.[1];
  if (service === undefined && !Object.keys(headers).some((name) => /^(x-amz|amz-sdk)-/.test(name))) return 'text';
  if (type.startsWith('application/x-www-form-urlencoded')) return 'xml';
  // Of the services that are called without a signature, S3 alone is neither of the two.
  if (service === undefined || service === 's3') return 's3';
  return REST_XML.has(service) ? 'xml' : 'json';
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
