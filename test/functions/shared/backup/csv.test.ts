import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { columnsOf, csvHeader, csvLine } from '../../../../functions/shared/backup/items/csv.ts';
import type { Item } from '../../../../functions/shared/backup/items/item.ts';
import type { Column } from '../../../../functions/shared/backup/manifest.ts';
import type { KeyAttribute } from '../../../../functions/shared/backup/table-record.ts';
import { csvOf, read } from './csv-text.ts';
import { anyItem, comparable, holds, itemWithKey } from './items.ts';

const KEYS: KeyAttribute[] = [
  { name: 'id', role: 'HASH', type: 'S' },
  { name: 'at', role: 'RANGE', type: 'N' },
];

/** The reader may drop them: spaces, quotes, control characters. */
const FORMULA = /^["\p{Z}\p{C}]*[=+\-@＝＋－＠]|^[\t\r\n]/u;
const NUMBER = /^-\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** RFC 4180 as it says: https://www.rfc-editor.org/rfc/rfc4180 */
function cellsOf(csv: string): string[][] {
  const cells = csv.match(/(?:"(?:[^"]|"")*"|[^",\r\n]*)(?:,|\r\n)/g) ?? [];
  equal(cells.join(''), csv);
  const lines: string[][] = [[]];
  for (const cell of cells) {
    const text = cell.replace(/(?:,|\r\n)$/, '');
    lines.at(-1)?.push(text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text);
    if (cell.endsWith('\r\n')) lines.push([]);
  }
  return lines.slice(0, -1);
}

describe('the columns', () => {
  test('keys in their order, then the others by name, then what has no column', () => {
    const sample: Item[] = [
      { z: { S: 'x' }, at: { N: '1' }, id: { S: 'a' }, b: { N: '1' } },
      { id: { S: 'b' }, at: { N: '2' }, bytes: { B: Uint8Array.of(1) }, yes: { BOOL: true } },
    ];
    deepEqual(columnsOf(sample, KEYS), [
      { name: 'id', type: 'S' },
      { name: 'at', type: 'N' },
      { name: 'b', type: 'N' },
      { name: 'bytes', type: 'B' },
      { name: 'yes', type: 'BOOL' },
      { name: 'z', type: 'S' },
      { name: '(other attributes)', type: 'JSON' },
    ]);
  });

  const s = { S: '' };
  const n = { N: '1' };
  const TYPES: [values: AttributeValue[], type: Column['type']][] = [
    [[s, s, n], 'S'],
    [[n, s, n], 'N'],
    [[s, n], 'JSON'],
    [[s, n, { BOOL: true }], 'JSON'],
    [[{ NULL: true }], 'JSON'],
    [[{ NULL: true }, s, s], 'S'],
    [[{ SS: ['a'] }, { L: [] }, s], 'JSON'],
    [[{ M: {} }], 'JSON'],
  ];
  for (const [values, type] of TYPES) {
    test(`${JSON.stringify(values)} is a column of ${type}`, () => {
      const sample = values.map((a) => ({ a }));
      deepEqual(columnsOf(sample, [])[0], { name: 'a', type });
    });
  }

  test('without a sample', () => {
    deepEqual(columnsOf([], KEYS.slice(0, 1)), [
      { name: 'id', type: 'S' },
      { name: '(other attributes)', type: 'JSON' },
    ]);
  });

  test('the last one has a name that no attribute has', () => {
    const taken = { '(other attributes)': { S: 'a' }, '(other attributes) 2': { S: 'b' } };
    equal(columnsOf([taken], KEYS).at(-1)?.name, '(other attributes) 3');
    equal(
      columnsOf([], [{ name: '(other attributes)', role: 'HASH', type: 'S' }]).at(-1)?.name,
      '(other attributes) 2',
    );
  });

  test('of too many attributes the rarest have none', async () => {
    const many: Item = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`a${1000 + index}`, { S: 'x' }]));
    const sample: Item[] = [
      { ...many, id: { S: '1' }, zz: { S: 'y' } },
      { id: { S: '2' }, zz: { S: 'y' } },
    ];
    const columns = columnsOf(sample, KEYS);
    equal(columns.length, 250);
    deepEqual(
      [0, 1, 2, 247, 248, 249].map((index) => columns[index]?.name),
      ['id', 'at', 'a1000', 'a1245', 'zz', '(other attributes)'],
    );
    deepEqual(await read(csvOf(sample, columns), columns), sample);
  });
});

describe('the cells', () => {
  const columns: Column[] = [
    { name: 'id', type: 'S' },
    { name: 'n', type: 'N' },
    { name: 'b', type: 'B' },
    { name: 'yes', type: 'BOOL' },
    { name: 'any', type: 'JSON' },
    { name: '(other attributes)', type: 'JSON' },
  ];
  const LINES: [title: string, item: Item, line: string][] = [
    ['nothing', {}, ',,,,,'],
    ['a text', { id: { S: 'a' } }, 'a,,,,,'],
    ['a text with a comma, quotes and line ends', { id: { S: 'a,"b"\r\nc' } }, '"a,""b""\r\nc",,,,,'],
    ['a lone CR', { id: { S: 'a\rb' } }, '"a\rb",,,,,'],
    ['a lone LF', { id: { S: 'a\nb' } }, '"a\nb",,,,,'],
    ['spaces at both ends', { id: { S: ' a ' } }, '" a ",,,,,'],
    ['ID', { id: { S: 'ID' } }, '"ID",,,,,'],
    ['an empty text', { id: { S: '' } }, '"{""S"":""""}",,,,,'],
    ['a formula', { id: { S: '=1+1' } }, '"{""S"":""=1+1""}",,,,,'],
    ['a formula after a space', { id: { S: ' @x' } }, '"{""S"":"" @x""}",,,,,'],
    ['a formula after a semicolon', { id: { S: 'x;=1' } }, '"{""S"":""x\\u003b=1""}",,,,,'],
    ['a formula after a line end', { id: { S: 'x\n=1' } }, '"{""S"":""x\\n=1""}",,,,,'],
    ['a formula of full width', { id: { S: '＝1' } }, '"{""S"":""＝1""}",,,,,'],
    ['a text that begins with TAB', { id: { S: '\ta' } }, '"{""S"":""\\ta""}",,,,,'],
    ['a text with NUL', { id: { S: 'a\0' } }, '"{""S"":""a\\u0000""}",,,,,'],
    ['a text that begins with a byte order mark', { id: { S: '\uFEFFa' } }, '"{""S"":""\uFEFFa""}",,,,,'],
    ['a text that begins with a brace', { id: { S: '{' } }, '"{""S"":""{""}",,,,,'],
    ['a number for a text', { id: { N: '1' } }, '"{""N"":""1""}",,,,,'],
    ['a number', { n: { N: '-1.5' } }, ',-1.5,,,,'],
    ['a number that is none', { n: { N: '-1+1' } }, ',"{""N"":""-1+1""}",,,,'],
    ['a text for a number', { n: { S: '1' } }, ',"{""S"":""1""}",,,,'],
    ['bytes', { b: { B: Uint8Array.of(0, 255) } }, ',,AP8=,,,'],
    ['no bytes', { b: { B: Uint8Array.of() } }, ',,"{""B"":""""}",,,'],
    ['bytes whose base64 begins with a plus', { b: { B: Uint8Array.of(0xf8) } }, ',,"{""B"":""+A==""}",,,'],
    ['a truth', { yes: { BOOL: false } }, ',,,false,,'],
    ['a text among many types', { any: { S: 'a' } }, ',,,,"{""S"":""a""}",'],
    ['a set', { any: { NS: ['1', '2'] } }, ',,,,"{""NS"":[""1"",""2""]}",'],
    [
      'attributes without a column',
      { x: { S: 'a;' }, y: { NULL: true } },
      ',,,,,"{""x"":{""S"":""a\\u003b""},""y"":{""NULL"":true}}"',
    ],
    [
      'an attribute named as the last column',
      { '(other attributes)': { S: 'a' } },
      ',,,,,"{""(other attributes)"":{""S"":""a""}}"',
    ],
    ['an attribute named __proto__', JSON.parse('{"__proto__":{"S":"a"}}'), ',,,,,"{""__proto__"":{""S"":""a""}}"'],
  ];
  for (const [title, item, line] of LINES) {
    test(title, async () => {
      equal(csvLine(item, columns), `${line}\r\n`);
      const items = await read(csvOf([item, item], columns), columns);
      deepEqual(items.map(comparable), [comparable(item), comparable(item)]);
    });
  }

  test('names in the header are guarded as values are', () => {
    const names = ['ID', 'a,b', 'a"b', 'a\nb', '=a', '-1', '{a', '\uFEFFa', '__proto__', ' a', '日本'];
    const header = csvHeader([...names, '(other attributes)'].map((name) => ({ name, type: 'S' })));
    const cells = ['"ID"', '"a,b"', '"a""b"', '"a\nb"', '"{""S"":""=a""}"', '"{""S"":""-1""}"', '"{""S"":""{a""}"'];
    equal(
      header,
      `${[...cells, '"{""S"":""\uFEFFa""}"', '__proto__', '" a"', '日本', '(other attributes)'].join()}\r\n`,
    );
  });

  test('400 KB in one value', async () => {
    const items: Item[] = ['"', '\0', 'é', '\n', ';', ' ', '=', '\t'].map((unit) => ({
      id: { S: unit.repeat(400_000) },
    }));
    items.push({ id: { S: 'x' }, b: { B: Buffer.alloc(400_000, 0xf8) } });
    items.push({
      id: { S: 'y' },
      any: { NS: Array.from({ length: 5000 }, (_, index) => `${index}${'0'.repeat(120)}`) },
    });
    deepEqual((await read(csvOf(items, columns), columns)).map(comparable), items.map(comparable));
  });
});

describe('any items', () => {
  const drawn = fc.record({
    sample: fc.array(anyItem, { maxLength: 4 }),
    isSampled: fc.boolean(),
    more: fc.array(fc.oneof(anyItem, itemWithKey(KEYS)), { maxLength: 5 }),
    keys: fc.constantFrom(KEYS, KEYS.slice(0, 1), []),
    size: fc.integer({ min: 1, max: 300 }),
  });

  test('come back exactly, with whatever sample', () =>
    holds(250, drawn, async ({ sample, isSampled, more, keys, size }) => {
      const items = [...sample, ...more];
      const columns = columnsOf(isSampled ? items : sample, keys);
      const csv = csvOf(items, columns);
      const cells = cellsOf(csv);
      equal(cells.length, items.length + 1);
      ok(cells.every((line) => line.length === columns.length));
      deepEqual((await read(csv, columns, size)).map(comparable), items.map(comparable));
    }));

  test('begin no formula, in any cell but that of a number', () =>
    holds(250, drawn, ({ sample, more, keys }) => {
      const items = [...sample, ...more];
      for (const cell of cellsOf(csvOf(items, columnsOf(items, keys))).flat()) {
        ok(!FORMULA.test(cell) || NUMBER.test(cell), JSON.stringify(cell));
      }
    }));

  test('begin none either where semicolons or TAB part the cells, and quotes are taken for text', () =>
    holds(250, drawn, ({ sample, more }) => {
      const items = [...sample, ...more];
      const csv = csvOf(items, columnsOf(items, KEYS.slice(0, 1)));
      for (const cell of csv.split(/[;\t\r\n]/)) ok(!FORMULA.test(cell), JSON.stringify(cell));
    }));
});
