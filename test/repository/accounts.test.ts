import { deepEqual, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { writtenAccounts } from '../../scripts/iam/accounts.ts';
import { type Finding, findingText } from '../../scripts/template/finding.ts';
import { parseTemplate } from '../../scripts/template/source.ts';
import { accountsInCode } from './accounts-in-code.ts';
import { repositoryFiles } from './sources.ts';

function findingsIn(file: string): Finding[] {
  const text = readFileSync(join(projectFolder, file), 'utf8');
  return file.endsWith('.ts') ? accountsInCode(file, text) : writtenAccounts(parseTemplate(text, file), null);
}

test('no account id is written into a template, a policy or a function', () => {
  const files = repositoryFiles().filter((file) => /^(templates|policies|functions)\/.*\.(ts|json|ya?ml)$/.test(file));
  const checked = files.filter((file) => !file.includes('/events/'));
  ok(checked.length > 8, `only ${checked.length} files were found`);
  deepEqual(checked.flatMap(findingsIn).map(findingText), []);
});
