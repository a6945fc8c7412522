import { equal } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { projectFolder } from '../../scripts/cli/project.ts';
import type { Plan } from '../../scripts/new/plan.ts';
import { planFunction } from '../../scripts/new/plan-function.ts';
import { planRule } from '../../scripts/new/plan-rule.ts';
import { planStack } from '../../scripts/new/plan-stack.ts';
import { folderOf } from './apply/folder.ts';
import { after, ours } from './trees.ts';

const FOLDERS = ['functions', 'policies', 'scripts', 'test'];
const long = (length: number) => 'long-name-'.repeat(9).slice(0, length).replace(/-$/, 'x');

/** Lines of code grow with names, and the formatter breaks what has grown too long. */
function plans(): Plan[] {
  const short = planStack(ours, 'a');
  const longest = planStack(after(ours, short), long(30));
  const withBoth = after(after(ours, short), longest);
  const functions = [planFunction(withBoth, 'b', 'a'), planFunction(withBoth, long(40), long(30))];
  const rule = planRule(ours, 'c');
  return [short, longest, ...functions, rule, planRule(after(ours, rule), long(50))];
}

test('whatever is written is as the formatter leaves it, with the shortest names and the longest', async (t) => {
  const { vcs: _, ...biome } = JSON.parse(await readFile(join(projectFolder, 'biome.json'), 'utf8'));
  const files = plans().flatMap((plan) => plan.files.map(({ file, text }) => [file, text] as const));
  const root = await folderOf(t, { ...Object.fromEntries(files), 'biome.json': JSON.stringify(biome) });
  const program = join(projectFolder, 'node_modules', '.bin', 'biome');
  const checked = await promisify(execFile)(program, ['check', '--error-on-warnings', ...FOLDERS], { cwd: root }).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  equal(checked.stderr, '');
});
