import { deepEqual, equal, match, ok, throws } from 'node:assert/strict';
import { test } from 'node:test';
import type { Item } from '../../functions/shared/backup/items/item.ts';
import type { KeyAttribute } from '../../functions/shared/backup/table-record.ts';
import { chooser } from '../../scripts/restore/conditions.ts';
import { decimal, orderOfDecimals } from '../../scripts/restore/decimals.ts';
import { restoreWishes } from '../../scripts/restore/options.ts';

const given = {
  ...{ from: 'folder', latest: false, as: undefined, into: undefined, yes: false, only: [] as string[] },
  ...{ engine: 'auto', changes: [] as string[] },
  ...{ 'max-wcu': undefined, 'kms-key': undefined, 'dry-run': false },
};

test('options as they are meant', () => {
  deepEqual(restoreWishes({ ...given, as: 'new', 'max-wcu': '5', only: ['id=1'] }), {
    ...{ source: { from: 'folder', latest: false }, as: 'new', into: null, only: ['id=1'], maxWcu: 5 },
    ...{ engine: 'auto', changes: [], kmsKey: null, dryRun: false },
  });
  equal(restoreWishes({ ...given, into: 'old', 'dry-run': true }).into, 'old');
});

const mistakes: [more: Partial<Parameters<typeof restoreWishes>[0]>, said: RegExp][] = [
  [{ from: undefined }, /which backup\? --from/],
  [{ as: 'new', into: 'old', yes: true }, /--as and --into exclude each other/],
  [{ into: 'old' }, /--into old writes over items of that table: say so with --yes, or look first with --dry-run/],
  [{ yes: true }, /--yes belongs to --into/],
  [{ as: 'a b' }, /'a b' cannot be the name of a table/],
  [{ into: 'x', yes: true }, /'x' cannot be the name of a table/],
  [{ 'max-wcu': '0' }, /--max-wcu takes a whole number from 1 on/],
  [{ engine: 'glue' }, /--engine takes auto, write or import, not 'glue'/],
  [{ only: ['id=1'], changes: ['later'] }, /--only and --changes exclude each other/],
  [{ into: 'old', yes: true, 'kms-key': 'k' }, /--kms-key is for a new table/],
];

for (const [more, said] of mistakes) {
  test(`${JSON.stringify(more)} is refused in one line`, () => {
    throws(
      () => restoreWishes({ ...given, ...more }),
      (error: Error) => {
        match(error.message, said);
        return error.name === 'UserError' && !error.message.includes('\n');
      },
    );
  });
}

const key = (name: string, type: KeyAttribute['type'], role: KeyAttribute['role'] = 'HASH') => ({ name, type, role });

function chosen(conditions: string[], keys: KeyAttribute[], items: Item[]): Item[] {
  return items.filter(chooser(conditions, keys));
}

test('text is ordered by the bytes of UTF-8', () => {
  const keys = [key('id', 'S')];
  const items = ['Z', 'a', 'ab', '\uffee', '🦊'].map((S) => ({ id: { S } }));
  const ids = (condition: string) => chosen([condition], keys, items).map((item) => item.id?.S);
  deepEqual(ids('id>a'), ['ab', '\uffee', '🦊']);
  deepEqual(ids('id>\uffee'), ['🦊']);
  deepEqual(ids('id<=a'), ['Z', 'a']);
  deepEqual(ids('id=ab'), ['ab']);
});

test('bytes are ordered without a sign', () => {
  const keys = [key('id', 'B')];
  const items = [[0], [127], [128, 0], [255]].map((all) => ({ id: { B: new Uint8Array(all) } }));
  const picked = chosen([`id>=${Buffer.from([128]).toString('base64')}`], keys, items);
  deepEqual(
    picked.map((item) => item.id?.B?.[0]),
    [128, 255],
  );
});

test('numbers are ordered by their value, to any digit', () => {
  const keys = [key('id', 'S'), key('at', 'N', 'RANGE')];
  const items = ['-1e2', '-5', '0', '0.50', '7', '10', '12345678901234567890123456789012345678'].map((N) => ({
    ...{ id: { S: 'a' }, at: { N } },
  }));
  const numbers = (...conditions: string[]) => chosen(conditions, keys, items).map((item) => item.at?.N);
  deepEqual(numbers('at<0'), ['-1e2', '-5']);
  deepEqual(numbers('at>=.5', 'at<1E1'), ['0.50', '7']);
  deepEqual(numbers('at>12345678901234567890123456789012345677'), ['12345678901234567890123456789012345678']);
  deepEqual(numbers('at=-100', 'id=a'), ['-1e2']);
  deepEqual(numbers('at=-100', 'id=b'), []);
});

test('decimals keep their order, however they are written', () => {
  const ordered = [
    '-1e130',
    '-100',
    '-99.5',
    '-0.1',
    '0',
    '1e-130',
    '0.09',
    '0.1',
    '1',
    '1.00000001',
    '9',
    '10',
    '1e125',
  ];
  const numbers = ordered.map((text) => decimal(text) ?? decimal('0'));
  numbers.forEach((a, i) => {
    for (const [j, b] of numbers.entries()) ok(a && b && Math.sign(orderOfDecimals(a, b)) === Math.sign(i - j));
  });
  for (const same of ['1', '1.0', '+1', '01', '10e-1', '1.'])
    equal(orderOfDecimals(decimal(same) as never, decimal('1') as never), 0);
  for (const none of ['', '.', '1e', 'x', '1 2', '0x1', '1e9999', 'Infinity', '--1']) equal(decimal(none), null);
});

test('an attribute whose name begins with that of another, or holds an operator', () => {
  const keys = [key('id', 'S'), key('id<2', 'S', 'RANGE')];
  const items = [{ id: { S: 'a' }, 'id<2': { S: 'b' } }];
  equal(chosen(['id<2=b'], keys, items).length, 1);
  equal(chosen(['id=a'], keys, items).length, 1);
  equal(chosen(['id=a=b'], [key('id', 'S')], [{ id: { S: 'a=b' } }]).length, 1);
});

const wrong: [condition: string, said: RegExp][] = [
  ['name=x', /'name=x' has none of the keys, which are id \(S\) and at \(N\) and b \(B\)/],
  ['id', /'id' has none of the keys/],
  ['id!x', /--only takes a key, one of <= >= = < > and a value, such as 'id=…'/],
  ['id=', /--only 'id=' lacks the value of id/],
  ['at=x', /at is a number, and 'x' is none/],
  ['b=%', /b is binary, so its value has to be base64/],
];

for (const [condition, said] of wrong) {
  test(`--only ${condition} is refused`, () => {
    throws(() => chooser([condition], [key('id', 'S'), key('at', 'N', 'RANGE'), key('b', 'B')]), said);
  });
}
