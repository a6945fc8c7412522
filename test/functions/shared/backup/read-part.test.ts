import { deepEqual, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { linesOf } from '../../../../functions/shared/backup/read-part.ts';

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function linesIn(text: AsyncIterable<Uint8Array>): Promise<string[]> {
  const all: string[] = [];
  for await (const some of linesOf(text, 'data/1')) all.push(...some);
  return all;
}

test('lines, wherever the chunks are cut', async () => {
  deepEqual(await linesIn(chunks('a', 'b\nc', '\n', 'd\ne\nf')), ['ab', 'c', 'd', 'e', 'f']);
  deepEqual(await linesIn(chunks('a\n')), ['a']);
  deepEqual(await linesIn(chunks()), []);
});

test('a line without an end, which unpacks from next to nothing, is damage before it fills the memory', async () => {
  let given = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    const zeros = Buffer.alloc(256 * 1024);
    for (; ; given++) yield zeros;
  }
  await rejects(linesIn(endless()), { kind: 'damaged', message: /^data\/1 is damaged/ });
  deepEqual(given, 128);
});
