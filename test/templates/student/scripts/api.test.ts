import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { apiClient } from '../../../../templates/student/scripts/api.ts';
import { ApiProblem, SessionEnded } from '../../../../templates/student/scripts/api-problem.ts';

interface Sent {
  url: string;
  method?: string;
  body?: string;
  headers: Record<string, string>;
  cache?: string;
}

const SIGNED_IN = { access: 'a.b.c' };
const STUDENT = { studentId: 's', name: 'n' };

function api(answers: (() => Response)[], token: { access: string } | 'ended' | null = SIGNED_IN) {
  const sent: Sent[] = [];
  const pauses: number[] = [];
  const waits: number[] = [];
  const send = (async (url: string, init: Omit<Sent, 'url'>) => {
    sent.push({ ...init, url });
    const answer = answers[sent.length - 1];
    if (answer === undefined) throw new TypeError('Failed to fetch');
    return answer();
  }) as unknown as typeof fetch;
  const pause = async (ms: number) => void pauses.push(ms);
  const onWait = (seconds: number) => void waits.push(seconds);
  const client = apiClient({ token: () => token, send, pause });
  const list = () => client.list({ search: '', next: null }, onWait);
  return { client, list, sent, pauses, waits, onWait };
}

const none = () => Response.json({ students: [], next: null });
const busy = (headers = {}) => Response.json({ error: 'too many requests at once' }, { status: 429, headers });

test('a list is asked for with the token, and is never of the cache', async () => {
  const { client, sent, onWait } = api([none]);
  deepEqual(await client.list({ search: 'a&b', next: 'n=' }, onWait), { students: [], next: null });
  const [{ url, method, headers, cache } = {} as Sent] = sent;
  deepEqual(
    { url, method, headers, cache },
    {
      url: '/api/students?search=a%26b&next=n%3D',
      method: undefined,
      headers: { authorization: 'Bearer a.b.c' },
      cache: 'no-store',
    },
  );
});

test('without sign-in no token is sent; one whose time is over is not, either', async () => {
  const open = api([none], null);
  await open.list();
  deepEqual(open.sent[0]?.headers, {});
  const over = api([none], 'ended');
  await rejects(over.list(), SessionEnded);
  equal(over.sent.length, 0);
});

test('a student is sent as JSON, and replaces one only when that is said', async () => {
  const added = () => Response.json({ student: STUDENT }, { status: 201 });
  const { client, sent } = api([added, added]);
  await client.add(STUDENT, false);
  await client.add(STUDENT, true);
  deepEqual(
    sent.map(({ url, method, body, headers }) => [url, method, JSON.parse(body ?? ''), headers['content-type']]),
    [
      ['/api/students', 'POST', STUDENT, 'application/json'],
      ['/api/students?overwrite=true', 'POST', STUDENT, 'application/json'],
    ],
  );
});

test('a read that is one too many is tried again, later when the service says so', async () => {
  const { list, pauses, waits } = api([() => busy(), () => busy({ 'retry-after': '7' }), none]);
  deepEqual(await list(), { students: [], next: null });
  deepEqual(
    [pauses, waits],
    [
      [1_000, 7_000],
      [1, 7],
    ],
  );
});

test('a read that is refused three times is told', async () => {
  const { list, sent } = api([busy, busy, busy, none]);
  await rejects(list(), { status: 429, message: 'Too many requests at once.' });
  equal(sent.length, 3);
});

test('nobody waits for minutes', async () => {
  const { list, pauses } = api([() => busy({ 'retry-after': '600' }), none]);
  await rejects(list(), { status: 429 });
  deepEqual(pauses, []);
});

test('a write is never tried again by itself', async () => {
  for (const call of ['add', 'backUp'] as const) {
    const { client, sent } = api([busy, none]);
    await rejects(call === 'add' ? client.add(STUDENT, false) : client.backUp('json'), { status: 429 });
    equal(sent.length, 1);
  }
});

const failed = (status: number, body: unknown) => () => Response.json(body, { status });
const page = (status: number) => () => new Response('<!doctype html><title>Error</title>', { status });

for (const [what, answer, status, message] of [
  ['409', failed(409, { error: 'there is one' }), 409, 'There is one.'],
  ['400 about a field', failed(400, { error: 'studentId is missing' }), 400, 'studentId is missing.'],
  ['400 of many lines', failed(400, { error: ' a\r\n\tb\u0000c ' }), 400, 'A b c.'],
  ['400 that is a question', failed(400, { error: 'is it?' }), 400, 'Is it?'],
  ['413 without words', page(413), 413, 'This is more than the students’ service takes at once. Shorten it.'],
  ['429 without words', failed(429, {}), 429, 'There are too many requests at once. Try again in a moment.'],
  ['503 of CloudFront', page(503), 503, 'The students’ service does not work just now (503). Try again in a moment.'],
  ['500 with an empty line', failed(500, { error: ' ' }), 500, /does not work just now \(500\)/],
  ['404 without words', failed(404, null), 404, /does not understand\. \(404\)$/],
  ['200 with something else', failed(200, { hello: 1 }), 200, /does not understand\.$/],
  ['200 of a page', page(200), 200, /does not understand\.$/],
] as const) {
  test(`an answer of ${what} is one line`, async () => {
    const { client } = api([answer]);
    await rejects(client.add(STUDENT, false), (error: ApiProblem) => {
      ok(error instanceof ApiProblem);
      equal(error.status, status);
      ok(typeof message === 'string' ? error.message === message : message.test(error.message), error.message);
      return true;
    });
  });
}

test('a long line is cut', async () => {
  await rejects(
    api([failed(500, { error: 'x'.repeat(100_000) })]).list(),
    (error: Error) => error.message.length < 310,
  );
});

test('a token that is refused ends the session; without sign-in there is none to end', async () => {
  const refused = failed(401, { error: 'sign in first' });
  await rejects(api([refused]).list(), SessionEnded);
  await rejects(api([refused], null).list(), (error) => !(error instanceof SessionEnded));
});

test('no answer, or half of one, is one line, too', async () => {
  const message = /cannot be reached/;
  await rejects(api([]).list(), { status: 0, message });
  const half = new ReadableStream({ pull: (controller) => controller.error(new TypeError('terminated')) });
  await rejects(api([() => new Response(half)]).list(), { status: 0, message });
});

test('a backup that failed is an answer; of another 502 it is told', async () => {
  const run = { status: 'failed', statusUrl: 'backup/1', error: 'AccessDenied' };
  const { client } = api([failed(502, run), failed(502, { error: 'no' })]);
  equal((await client.backUp('csv')).error, 'AccessDenied');
  await rejects(client.backUp('csv'), { status: 502, message: 'No.' });
});

test('how a backup is, is asked where its run says', async () => {
  const run = { status: 'done', statusUrl: 'backup/1' };
  const { client, sent, onWait } = api([busy, failed(200, run)]);
  equal((await client.run('backup/1', onWait)).status, 'done');
  deepEqual(
    sent.map(({ url }) => url),
    ['/api/backup/1', '/api/backup/1'],
  );
});
