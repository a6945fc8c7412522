import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { jsonAnswer } from '../../../../functions/shared/student-api/answer.ts';
import { answering } from '../../../../functions/shared/student-api/answering.ts';
import { Refusal } from '../../../../functions/shared/student-api/refusal.ts';
import { jsonObject, refuseOtherKeys, shown } from '../../../../functions/shared/student-api/request.ts';

const SITE = 'https://d1.cloudfront.net';
const quiet = { info: () => {}, error: () => {} };

for (const [name, allowedOrigin, origin, expected] of [
  ['the site’s own', SITE, SITE, SITE],
  ['another', SITE, 'https://evil.example', undefined],
  ['none', SITE, undefined, undefined],
  ['one that looks like it', SITE, `${SITE}.evil.example`, undefined],
  ['any, where the stage names none', undefined, SITE, undefined],
  ['any, where the stage names all', '*', '*', undefined],
] as const) {
  test(`an origin may read answers if it is the site’s: ${name}`, () => {
    const asked = {
      stageVariables: allowedOrigin === undefined ? null : { allowedOrigin },
      headers: origin === undefined ? {} : { Origin: origin },
    };
    const { headers = {} } = jsonAnswer(asked, 200, {});
    equal(headers['access-control-allow-origin'], expected);
    equal(headers.vary, 'Origin');
  });
}

test('a refusal is told with its status', async () => {
  const answer = await answering({}, quiet, () => Promise.reject(new Refusal(409, 'taken')));
  deepEqual([answer.statusCode, answer.body], [409, '{"error":"taken"}']);
});

test('of any other failure nothing is told, and the log has it', async () => {
  const logged: unknown[] = [];
  const secret = new Error('arn:aws:iam::111122223333:role/x');
  const logger = { ...quiet, error: (...all: unknown[]) => void logged.push(...all) };
  const answer = await answering({}, logger, () => Promise.reject(secret));
  equal(answer.statusCode, 500);
  ok(!answer.body.includes('arn:'));
  ok(logged.includes(secret));
});

test('a body is a JSON object, in base64 too', () => {
  deepEqual(jsonObject({ body: '{"a":1}' }), { a: 1 });
  deepEqual(jsonObject({ body: Buffer.from('{"ä":"日"}').toString('base64'), isBase64Encoded: true }), { ä: '日' });
});

for (const body of [null, '', '  ', '{', '[]', '1', 'null', '"a"', '{"a":1}x']) {
  test(`${JSON.stringify(body)} is no body: 400`, () => {
    try {
      jsonObject({ body });
      throw new Error('it was taken');
    } catch (error) {
      equal((error as Refusal).status, 400);
    }
  });
}

test('an unknown key is named, however it is called', () => {
  for (const name of ['other', '__proto__', 'constructor', 'toString']) {
    const object = JSON.parse(`{"known":1,${JSON.stringify(name)}:2}`);
    try {
      refuseOtherKeys(object, ['known']);
      throw new Error('it was taken');
    } catch (error) {
      equal((error as Error).message, `"${name}" is not known here; there is known`);
    }
  }
});

test('what a caller wrote is shown short and on one line', () => {
  equal(shown('a\nb'), '"a\\nb"');
  ok(shown('x'.repeat(10_000)).length < 70);
});
