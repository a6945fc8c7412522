import { deepEqual, equal, match, ok, throws } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { output } from '../../../scripts/cli/output.ts';
import { projectFolder } from '../../../scripts/cli/project.ts';
import { examplesOf, explain } from '../../../scripts/review/explain.ts';
import { RULES } from '../../../scripts/review/rules/index.ts';

const CASES = join(projectFolder, 'test', 'cases', 'review');

async function told(format: string, words: string[], more?: Parameters<typeof explain>[2]): Promise<string> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  await explain(words, output(format, { stdout, stderr }, {}), more);
  stdout.end();
  return (stdout.read() ?? '').toString();
}

test('each rule is explained by its first golden cases, and finds something in the bad one', () => {
  for (const { id } of RULES) {
    const examples = examplesOf(id, CASES);
    ok(examples, id);
    ok(examples.finding.length > 0, id);
    equal(examples.bad.text, readFileSync(join(CASES, id, examples.bad.file), 'utf8'));
  }
});

test('as text: what, why, the bad example with its finding, the good one', async () => {
  const text = await told('text', ['explain', 'public-access']);
  const examples = examplesOf('public-access', CASES);
  match(text, /^public-access \(error\)\n/);
  match(text, /\nBad:\n {4}1 \| \{\n/);
  ok(text.includes(`  line ${examples?.finding[0]?.line}: ${examples?.finding[0]?.message}\n`));
  ok(text.indexOf('\nGood:\n') > text.indexOf('\nBad:\n'));
});

test('an example of a long document is cut', async () => {
  const text = await told('text', ['explain', 'identity-policy-size']);
  ok(text.split('\n').every((line) => line.length < 300));
});

test('as JSON: the same', async () => {
  const { bad, good, finding, rule, code, severity } = JSON.parse(await told('json', ['explain', 'missing-version']));
  deepEqual([rule, code, severity], ['missing-version', 'MISSING_VERSION', 'warning']);
  deepEqual({ bad, good, finding }, { ...examplesOf('missing-version', CASES) });
});

test('what is found by other means can be explained as well', async () => {
  const more = [{ id: 'other', severity: 'error' as const, code: null, summary: 'What it is', why: 'Why it matters' }];
  equal(await told('text', ['explain', 'other'], more), 'other (error)\n  What it is\n  Why it matters\n');
  const { bad, good, finding } = JSON.parse(await told('json', ['explain', 'other'], more));
  deepEqual([bad, good, finding], [null, null, []]);
});

test('a rule that there is not is a mistake, with the nearest', () => {
  throws(() => explain(['explain', 'public-acces'], output('text', process, {})), /did you mean.*public-access/);
  throws(() => explain(['explain'], output('text', process, {})), /explain <rule>/);
  throws(() => explain(['tell', 'public-access'], output('text', process, {})), /explain <rule>/);
});
