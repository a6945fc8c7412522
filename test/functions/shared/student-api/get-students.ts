import { ok } from 'node:assert/strict';
import { handler } from '../../../../functions/get-student-data/handler.ts';
import type { ApiRequest } from '../../../../functions/shared/student-api/request.ts';
import type { RawItem } from './fake-dynamodb.ts';

/** What Lambda sends of a function's answer at most. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const LAMBDA_BYTES = 6 * 1024 ** 2;

export interface Answered {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: JSON
  body: any;
  /** Bytes of the whole answer as Lambda sends it. */
  bytes: number;
}

export async function get(query: Record<string, string>, more: ApiRequest = {}, ms = 25_000) {
  const request = { httpMethod: 'GET', queryStringParameters: query, ...more };
  return answered(await handler(request, { getRemainingTimeInMillis: () => ms }));
}

export function answered(result: Awaited<ReturnType<typeof handler>>): Answered {
  return {
    status: result.statusCode,
    body: JSON.parse(result.body),
    bytes: Buffer.byteLength(JSON.stringify(result)),
  };
}

/** All pages of a list, to its end. */
export async function pages(query: Record<string, string>): Promise<Answered[]> {
  const all: Answered[] = [];
  for (let next: string | null | undefined; next !== null; next = all.at(-1)?.body.next) {
    ok(all.length < 1000, 'the list does not end');
    all.push(await get(next === undefined ? query : { ...query, next }));
  }
  return all;
}

export const idsIn = (all: readonly Answered[]) =>
  all.flatMap(({ body }) => body.students.map(({ studentId }: { studentId: string }) => studentId));

export const student = (studentId: string, more: RawItem = {}): RawItem => ({ studentId: { S: studentId }, ...more });
export const many = (count: number, more: RawItem = {}) =>
  Array.from({ length: count }, (_, at) => student(`student-${at}`, more));
