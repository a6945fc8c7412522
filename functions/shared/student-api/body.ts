import { memberNames } from './member-names.ts';
import { Refusal } from './refusal.ts';
import { type ApiRequest, isAmong, knownNames, shown } from './request.ts';

/** The JSON object in a request's body, of which nothing but the names is checked. @throws Refusal 400 */
export function readBody<Name extends string>(
  request: ApiRequest,
  names: readonly Name[],
): Partial<Record<Name, unknown>> {
  const text = bodyText(request);
  if (text.trim() === '') throw new Refusal(400, 'the body is empty: send a JSON object');
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal(400, 'the body is not a JSON object');
  }
  // The text has what parsing takes away: a name that stands there twice.
  const given = memberNames(text);
  const other = given.find((name) => !isAmong(names, name));
  if (other !== undefined) throw new Refusal(400, `there is no field ${shown(other)}: ${knownNames(names)}`);
  const twice = given.find((name, index) => given.indexOf(name) < index);
  if (twice !== undefined) throw new Refusal(400, `the field ${shown(twice)} is given more than once`);
  return value;
}

function bodyText({ body, isBase64Encoded }: ApiRequest): string {
  if (!isBase64Encoded) return body ?? '';
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(body ?? '', 'base64'));
  } catch {
    throw new Refusal(400, 'the body is not UTF-8 text');
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'the body is not JSON');
  }
}
