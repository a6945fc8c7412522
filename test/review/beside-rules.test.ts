import { deepEqual, equal, ok } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { BESIDE_RULES } from '../../scripts/review/beside-rules.ts';
import { examine } from '../../scripts/review/examine.ts';
import { RULES } from '../../scripts/review/rules/index.ts';
import { folder } from '../access/read/fixture.ts';

test('what is found beside the rules is told once, and is no rule’s', () => {
  const ids = BESIDE_RULES.map(({ id }) => id);
  equal(new Set(ids).size, ids.length);
  deepEqual(
    ids.filter((id) => RULES.some((rule) => rule.id === id)),
    [],
  );
  const codes = [...RULES, ...BESIDE_RULES].flatMap(({ code }) => code ?? []);
  equal(new Set(codes).size, codes.length);
});

test('each of them is found somewhere', () => {
  const texts = ['review', 'review/live', 'review/suppress', 'deployment/readback', 'access/read']
    .map((name) => join(projectFolder, 'scripts', name))
    .flatMap((home) => readdirSync(home).map((file) => join(home, file)))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('/beside-rules.ts'))
    .map((file) => readFileSync(file, 'utf8'));
  for (const { id } of BESIDE_RULES)
    ok(
      texts.some((text) => text.includes(`'${id}'`)),
      id,
    );
});

const WAY = { today: '2026-01-01' };

test('JSON that cannot be read has the code of IAM Access Analyzer, YAML has none', async (t) => {
  const root = await folder(t, { 'a.json': '{"Version": ', 'b.yaml': 'Resources: [' });
  const { findings } = await examine(root, WAY);
  deepEqual(
    findings.map(({ file, rule, code }) => [file, rule, code]),
    [
      ['a.json', 'unreadable-file', 'JSON_SYNTAX_ERROR'],
      ['b.yaml', 'unreadable-file', null],
    ],
  );
});
