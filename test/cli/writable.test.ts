import { rejects } from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { checkWritable } from '../../scripts/cli/writable.ts';

async function folder(t: TestContext): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'stackwarden-writable-'));
  t.after(() => rm(made, { recursive: true, force: true }));
  return made;
}

const mistake = (message: RegExp) => ({ name: 'UserError', message });

test('a file in a folder that is there, whether there is one or not', async (t) => {
  const made = await folder(t);
  await checkWritable(join(made, 'new.json'));
  await writeFile(join(made, 'old.json'), '');
  await checkWritable(join(made, 'old.json'));
});

test('a folder that is not there or is a file, and a folder in place of the file, are told', async (t) => {
  const made = await folder(t);
  const missing = mistake(/^cannot write .*: the folder does not exist; make it first$/);
  await rejects(checkWritable(join(made, 'no', 'plan.json')), missing);
  await writeFile(join(made, 'file'), '');
  await rejects(checkWritable(join(made, 'file', 'plan.json')), missing);
  await rejects(checkWritable(made), mistake(/: it is a folder; name a file$/));
});

test('a file is called what the person called it', async (t) => {
  const path = join(await folder(t), 'no', 'bench.md');
  await rejects(checkWritable('no/bench.md', path), mistake(/^cannot write no\/bench\.md: /));
});
