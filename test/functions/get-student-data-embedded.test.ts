import { deepEqual, equal, ok } from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { type Account, type Item, openAccount } from '../backup/fixture.ts';
import { allow, type DeployedFunction, deployFunction, tableArn } from './shared/student-api/deployed.ts';

let account: Account;
before(async () => {
  account = await openAccount();
});
after(() => account?.stop());

interface Students {
  get(query?: Record<string, string>): Promise<Page>;
  deployed: DeployedFunction;
}

interface Page {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: JSON
  body: any;
  /** Of the whole answer, as Lambda sends it. */
  bytes: number;
}

/** A table of its own, and the function over it with the grants of its policy. */
async function students(name: string, items: Item[]): Promise<Students> {
  await account.makeTable(name, { studentId: 'S' });
  await account.fill(name, items);
  const statements = [allow(['dynamodb:GetItem', 'dynamodb:Scan'], tableArn(name))];
  const deployed = await deployFunction(account, {
    ...{ name, folder: 'get-student-data', statements, environment: { TABLE_NAME: name }, timeout: 25 },
  });
  return {
    deployed,
    async get(queryStringParameters = {}) {
      const answer = await deployed.invoke({ httpMethod: 'GET', queryStringParameters });
      const bytes = Buffer.byteLength(JSON.stringify(answer));
      return { status: answer.statusCode, body: JSON.parse(answer.body), bytes };
    },
  };
}

async function pages({ get }: Students, query: Record<string, string>): Promise<Page[]> {
  const all: Page[] = [];
  for (let next: string | null | undefined; next !== null; next = all.at(-1)?.body.next) {
    all.push(await get(next === undefined ? query : { ...query, next }));
  }
  return all;
}

const student = (studentId: string, more: Item = {}): Item => ({ studentId: { S: studentId }, ...more });
const idsIn = (all: readonly Page[]): string[] =>
  all.flatMap(({ body }) => body.students.map(({ studentId }: { studentId: string }) => studentId));
const idsOf = (items: readonly Item[]) => items.map(({ studentId }) => studentId?.S ?? '');

test('lists over many pages, with and without a search, show each student once, and two grants suffice', async () => {
  // 2.6 MB: no page of a megabyte holds them all.
  const items = Array.from({ length: 130 }, (_, at) =>
    student(`student-${at}`, { name: { S: at % 7 === 0 ? 'Zoë' : 'Ada' }, notes: { S: 'x'.repeat(20_000) } }),
  );
  const all = await students('many', items);
  for (const limit of ['7', '25', '100']) {
    const found = await pages(all, { limit });
    deepEqual(idsIn(found).sort(), idsOf(items).sort());
    equal(found.length, Math.ceil(items.length / Number(limit)));
  }
  const found = await pages(all, { limit: '5', search: 'ZOE\u0308' });
  deepEqual(idsIn(found).sort(), idsOf(items.filter((_, at) => at % 7 === 0)).sort());
  ok(found.every(({ body }) => body.students.length <= 5));
  deepEqual(idsIn(await pages(all, { search: 'nobody' })), []);
  await all.get({ studentId: 'student-1' });
  deepEqual(all.deployed.actions(), ['dynamodb:Scan', 'dynamodb:GetItem']);
});

test('a page goes on though the student at its end was deleted meanwhile', async () => {
  const items = Array.from({ length: 9 }, (_, at) => student(`s-${at}`));
  const all = await students('deleted', items);
  const first = await all.get({ limit: '4' });
  const last = idsIn([first]).at(-1) ?? '';
  await account.dynamodb.send(new DeleteItemCommand({ TableName: 'deleted', Key: { studentId: { S: last } } }));
  const rest = await all.get({ limit: '100', next: first.body.next });
  deepEqual(idsIn([first, rest]).sort(), idsOf(items).sort());
});

test('students of 400 KB of control characters: every page is sent, and all of them are in one', async () => {
  const ids = Array.from({ length: 9 }, (_, at) => `s-${at}`);
  const items = ids.map((id) => student(id, { notes: { S: '\u0001"\\<'.repeat(102_000) } }));
  const all = await students('large', items);
  const found = await pages(all, { limit: '100' });
  ok(found.length > 1);
  for (const { bytes } of found) ok(bytes < 6 * 1024 ** 2, `${bytes} bytes`);
  deepEqual(idsIn(found).sort(), ids);
  const notes = new Set(found.flatMap(({ body }) => body.students.map((one: { notes: string }) => one.notes)));
  deepEqual([...notes], [items[0]?.notes?.S]);
});

const IDS = [
  ...['<img src=x onerror=alert(1)>', 'Grüße/日本?&=%2F+ #🎉', '"; DROP TABLE students; --', '\u202Ertl', '../x', ' '],
  ...['\u0000\u001F', 'null', '__proto__', 'e\u0301', 'é', '='.repeat(2048), '€'.repeat(682)],
];

test('ids of every kind come back as they are, one by one and in pages of one', async () => {
  const all = await students(
    'ids',
    IDS.map((id) => student(id, { name: { S: id } })),
  );
  for (const id of IDS) {
    const { status, body } = await all.get({ studentId: id });
    deepEqual([status, body], [200, { student: { studentId: id, name: id } }]);
  }
  deepEqual(idsIn(await pages(all, { limit: '1' })).sort(), [...IDS].sort());
  equal((await all.get({ studentId: 'e' })).status, 404);
});

test('whatever an item holds is shown, numbers exactly', async () => {
  const digits = '12345678901234567890123456789012345678';
  const item = student('all', {
    ...{ age: { N: '13' }, exact: { N: digits }, small: { N: '1E-130' }, half: { N: '0.5' }, no: { NULL: true } },
    ...{ is: { BOOL: false }, bytes: { B: Buffer.from([0, 255]) }, texts: { SS: ['a'] }, numbers: { NS: [digits] } },
    ...{ binaries: { BS: [Buffer.from([1])] }, map: { M: { deep: { L: [{ S: '🎉' }, { N: `-${digits}` }] } } } },
  });
  const all = await students('types', [item]);
  const { body } = await all.get({ studentId: 'all' });
  const expected = {
    ...{ studentId: 'all', age: 13, exact: digits, small: 1e-130, half: 0.5, no: null, is: false, bytes: 'AP8=' },
    ...{ texts: ['a'], numbers: [digits], binaries: ['AQ=='], map: { deep: ['🎉', `-${digits}`] } },
  };
  deepEqual(body.student, expected);
  deepEqual((await all.get()).body.students, [expected]);
});

test('a hostile token is refused before the table is asked, and one of another table is just a place', async () => {
  const all = await students('tokens', [student('m'), student('x')]);
  for (const next of ['forged', '../../etc/passwd', '{"studentId":{"S":"m"}}', 'A'.repeat(20_000), '\u0000']) {
    const { status, body } = await all.get({ next });
    equal(status, 400);
    ok(body.error.startsWith('next takes') && body.error.length < 120);
  }
  deepEqual(all.deployed.actions(), []);
});

test('a role that may not read the table: 500, without a word of roles', async () => {
  const deployed = await deployFunction(account, {
    ...{ name: 'denied', folder: 'get-student-data', statements: [], environment: { TABLE_NAME: 'ids' }, timeout: 25 },
  });
  for (const query of [null, { studentId: 'a' }]) {
    const { statusCode, body } = await deployed.invoke({ queryStringParameters: query });
    deepEqual([statusCode, body], [500, '{"error":"internal error (AccessDeniedException)"}']);
  }
});
