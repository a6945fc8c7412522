import { deepEqual, ok, rejects } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readCsv } from '../../../../functions/shared/backup/items/csv.ts';
import type { Item } from '../../../../functions/shared/backup/items/item.ts';
import type { Column } from '../../../../functions/shared/backup/manifest.ts';
import { isProblem } from '../../../../functions/shared/backup/problem.ts';
import { all, csvOf, read } from './csv-text.ts';

describe('a CSV text that was not written so', () => {
  const columns: Column[] = [
    { name: 'id', type: 'S' },
    { name: 'n', type: 'N' },
    { name: 'b', type: 'B' },
    { name: 'yes', type: 'BOOL' },
    { name: '(other attributes)', type: 'JSON' },
  ];
  const isDamaged = (error: unknown) => isProblem(error, 'damaged');
  const header = 'id,n,b,yes,(other attributes)\r\n';

  const DAMAGED: [title: string, text: string | Uint8Array][] = [
    ['nothing', ''],
    ['a byte order mark', `\uFEFF${header}`],
    ['another header', header.replace('id', 'ID')],
    ['columns in another order', 'n,id,b,yes,(other attributes)\r\n'],
    ['a header of fewer columns', 'id,n\r\n'],
    ['no header', 'a,1,,,\r\n'],
    ['a line end of another system', `${header}a,1,,,\n`],
    ['a line without an end', `${header}a,1,,,`],
    ['an empty line', `${header}\r\n`],
    ['a cell too few', `${header}a,1,,\r\n`],
    ['a cell too many', `${header}a,1,,,,\r\n`],
    ['a quote that is not closed', `${header}"a,1,,,\r\n`],
    ['a quote within', `${header}a"b,1,,,\r\n`],
    ['something after a quote', `${header}"a,"b,1,,,\r\n`],
    ['NUL after a quote', `${header}"a,"\0b,1,,,\r\n`],
    ['quotes that were not needed', `${header}"a",1,,,\r\n`],
    ['a formula', `${header}=1,1,,,\r\n`],
    ['a number that is none', `${header}a,x,,,\r\n`],
    ['base64 that is none', `${header}a,,AP8,,\r\n`],
    ['a truth that is none', `${header}a,,,TRUE,\r\n`],
    ['JSON that is none', `${header}{,,,,\r\n`],
    ['JSON with spaces', `${header}"{""S"": ""=1""}",,,,\r\n`],
    ['JSON that was not needed', `${header}"{""S"":""a""}",,,,\r\n`],
    ['JSON of two values', `${header}"{""S"":""=""},""b"":{""S"":""=""}",,,,\r\n`],
    ['JSON of a type that there is not', `${header}"{""X"":""a""}",,,,\r\n`],
    ['no other attributes', `${header}a,,,,{}\r\n`],
    ['other attributes that have a column', `${header}a,,,,"{""id"":{""S"":""b""}}"\r\n`],
    ['an attribute twice', `${header}a,,,,"{""x"":{""S"":""b""},""x"":{""S"":""b""}}"\r\n`],
    ['bytes that are no UTF-8', Buffer.concat([Buffer.from(header), Buffer.of(0xff), Buffer.from(',1,,,\r\n')])],
  ];
  for (const [title, text] of DAMAGED) test(title, () => rejects(read(text, columns), isDamaged));

  test('says where, and what to do', async () => {
    await rejects(read(`${header}a,1,,,\r\nb,1\r\n`, columns), {
      message: 'x.csv is damaged at item 2: restore an earlier version of the file, or use another backup',
    });
    await rejects(read('x\r\n', columns), { message: /^x\.csv is damaged in its header, or is of other columns: / });
  });

  test('any other byte is found, or in the items', async () => {
    const items: Item[] = [{ id: { S: 'a,é"' }, n: { N: '-1.5' }, b: { B: Uint8Array.of(1) } }, { id: { S: '=' } }];
    const bytes = Buffer.from(csvOf([...items, { id: { S: 'c' }, yes: { BOOL: true }, x: { L: [] } }], columns));
    for (let at = 0; at < bytes.length; at++) {
      for (const mask of [0x01, 0x04, 0x20, 0x80, bytes[at] as number]) {
        const changed = Buffer.from(bytes);
        changed[at] = (bytes[at] as number) ^ mask;
        try {
          deepEqual(Buffer.from(csvOf(await read(changed, columns), columns)), changed);
        } catch (error) {
          ok(isDamaged(error), `byte ${at} with ${mask}: ${error}`);
        }
      }
    }
  });

  test('a quote that is never closed does not fill the memory', async () => {
    let sent = 0;
    async function* endless() {
      yield Buffer.from(`${header}"`);
      for (const piece = Buffer.alloc(1024 ** 2, 'a'); ; sent++) yield piece;
    }
    await rejects(all(endless(), columns), isDamaged);
    ok(sent < 40, `${sent} MB`);
  });

  test('an error of the text passes through', async () => {
    async function* broken() {
      yield Buffer.from(`${header}a,1,,,\r\n`);
      throw new RangeError('gone');
    }
    await rejects(all(broken(), columns), new RangeError('gone'));
  });

  test('a reader that stops lets the text go', async () => {
    let isOpen = true;
    async function* open() {
      try {
        yield Buffer.from(header);
        for (;;) yield Buffer.from('a,1,,,\r\n');
      } finally {
        isOpen = false;
      }
    }
    for await (const item of readCsv(open(), columns)) {
      deepEqual(item, { id: { S: 'a' }, n: { N: '1' } });
      break;
    }
    await new Promise(setImmediate);
    ok(!isOpen);
  });
});
