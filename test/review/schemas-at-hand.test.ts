import { rejects } from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { schemasAtHand } from '../../scripts/review/schemas-at-hand.ts';

/** @param program what stands in for set-up */
async function place(t: TestContext, program: string): Promise<[home: string, setUp: string]> {
  const home = await mkdtemp(join(tmpdir(), 'schemas-'));
  t.after(() => rm(home, { recursive: true, force: true }));
  const setUp = join(home, 'set-up.mjs');
  await writeFile(setUp, program);
  return [home, setUp];
}

const making = (home: string) => `
import { mkdirSync, writeFileSync } from 'node:fs';
mkdirSync('${home}/.stackwarden/handlers', { recursive: true });
writeFileSync('${home}/.stackwarden/handlers/resource-types.jsonl', '');
`;

test('schemas that are missing are installed, once', async (t) => {
  const [home, setUp] = await place(t, '');
  await writeFile(setUp, making(home));
  await schemasAtHand(home, setUp);
  await writeFile(setUp, 'process.exit(1);');
  await schemasAtHand(home, setUp);
});

for (const [title, program] of [
  ['set-up fails', 'process.exit(2);'],
  ['set-up leaves nothing', ''],
] as const) {
  test(`${title}: one line, and no review that finds less`, async (t) => {
    const problem = { name: 'UserError', message: /there is a service role.*set-up could not install cfn-lint/ };
    await rejects(schemasAtHand(...(await place(t, program))), problem);
  });
}
