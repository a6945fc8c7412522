import type { APIGatewayProxyEvent } from 'aws-lambda';
import { Refusal } from './refusal.ts';

export type BodyOf = Partial<Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded'>>;

export type Json = Record<string, unknown>;

/**
 * The object that a request's body holds. What a key repeats counts, as in JSON.parse.
 * @throws Refusal 400 for anything else
 */
export function jsonObject({ body, isBase64Encoded }: BodyOf): Json {
  const text = isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString('utf8') : (body ?? '');
  if (text.trim() === '') throw new Refusal(400, 'the body is empty: send a JSON object');
  const value = parsed(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new Refusal(400, 'the body takes a JSON object, {…}');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'the body is not JSON');
  }
}

/** A name or value of a caller's in a message: short, and on one line. */
export function shown(text: string): string {
  const line = JSON.stringify(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
  return line.length > 60 ? `${line.slice(0, 60)}…"` : line;
}

/** @throws Refusal 400 when the object has a key that nothing is done with */
export function refuseOtherKeys(object: Json, known: readonly string[]): void {
  const other = Object.keys(object).find((key) => !known.includes(key));
  if (other !== undefined) throw new Refusal(400, `${shown(other)} is not known here; there is ${known.join(', ')}`);
}
