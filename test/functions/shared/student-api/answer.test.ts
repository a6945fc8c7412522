import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { jsonAnswer } from '../../../../functions/shared/student-api/answer.ts';
import { Refusal } from '../../../../functions/shared/student-api/refusal.ts';
import { respond } from '../../../../functions/shared/student-api/respond.ts';

const SITE = 'https://d1.cloudfront.net';

test('an answer is JSON that nobody keeps', () => {
  deepEqual(jsonAnswer({}, 201, { a: '<b>' }, { location: 'x' }), {
    statusCode: 201,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      vary: 'Origin',
      location: 'x',
    },
    body: '{"a":"<b>"}',
  });
});

const ORIGINS: [title: string, allowed: string | undefined, headers: Record<string, string> | null, leave?: string][] =
  [
    ['the site', SITE, { origin: SITE }, SITE],
    ['the site, as browsers write it', SITE, { Origin: SITE }, SITE],
    ['no page at all', SITE, {}, SITE],
    ['a request without headers', SITE, null, SITE],
    ['another origin', SITE, { origin: 'https://evil.example' }],
    ['one that begins like it', SITE, { origin: `${SITE}.evil.example` }],
    ['an opaque one', SITE, { origin: 'null' }],
    ['an origin of a stage that allows none', undefined, { origin: SITE }],
    ['an origin of a stage that would allow all', '*', { origin: SITE }],
    ['no page at all, and a stage that would allow all', '*', {}],
  ];

for (const [title, allowedOrigin, headers, expected] of ORIGINS) {
  test(`leave to read the answer for ${title}: ${expected ?? 'none'}`, () => {
    const stageVariables = allowedOrigin === undefined ? null : { allowedOrigin };
    const answer = jsonAnswer({ stageVariables, headers }, 200, {});
    equal(answer.headers?.['access-control-allow-origin'], expected);
    equal(answer.headers?.vary, 'Origin');
  });
}

const log = () => {
  const lines: unknown[][] = [];
  return {
    lines,
    info: (...line: unknown[]) => void lines.push(line),
    error: (...line: unknown[]) => void lines.push(line),
  };
};
const context = { getRemainingTimeInMillis: () => 10_000 };

test('an error has the leave to be read as well', async () => {
  const request = { stageVariables: { allowedOrigin: SITE } };
  const answer = await respond(request, context, log(), () => Promise.reject(new Refusal(409, 'taken')));
  deepEqual([answer.statusCode, answer.body], [409, '{"error":"taken"}']);
  equal(answer.headers?.['access-control-allow-origin'], SITE);
});

test('of any other error callers get the name, and the log the rest', async () => {
  const { lines, ...logger } = log();
  const error = Object.assign(new Error('arn:aws:iam::111122223333:role/x'), { name: 'AccessDenied' });
  const answer = await respond({}, context, logger, () => Promise.reject(error));
  deepEqual([answer.statusCode, answer.body], [500, '{"error":"internal error (AccessDenied)"}']);
  ok(lines.some((line) => line.includes(error)));
});

test('what is thrown before anything is waited for is answered, too', async () => {
  const answer = await respond({}, context, log(), () => {
    throw new Refusal(400, 'no');
  });
  equal(answer.statusCode, 400);
});

test('a service that has no room for more is told as such, and when to come back', async () => {
  const error = Object.assign(new Error(), { name: 'ThrottlingException' });
  const answer = await respond({}, context, log(), () => Promise.reject(error));
  deepEqual([answer.statusCode, answer.headers?.['retry-after']], [503, '1']);
});

for (const left of [2_010, 0]) {
  test(`work is stopped in time to answer: ${left} ms left`, async () => {
    const short = { getRemainingTimeInMillis: () => left };
    const answer = await respond({}, short, log(), async (signal) => {
      await sleep(5_000, undefined, { signal });
      throw new Error('nobody stopped it');
    });
    equal(answer.statusCode, 504);
  });
}
