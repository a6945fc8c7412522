import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** The test files below `test/`, relative to the checkout and sorted, whose path contains one of the words (or all). */
export async function testFiles(checkout: string, words: string[]): Promise<string[]> {
  const names = await readdir(join(checkout, 'test'), { recursive: true });
  return names
    .map((name) => `test/${name.split(sep).join('/')}`)
    .filter((file) => file.endsWith('.test.ts'))
    .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
    .sort();
}
