import { deepEqual, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { writtenAccounts } from '../../scripts/iam/accounts.ts';
import { findingText } from '../../scripts/template/finding.ts';
import { repositoryFiles } from './sources.ts';

test('no account id is written into a template, a policy or a function', () => {
  const files = repositoryFiles().filter((file) => /^(templates|policies|functions)\//.test(file));
  const checked = files.filter((file) => !file.includes('/events/'));
  ok(checked.length > 8, `only ${checked.length} files were found`);
  const findings = checked.flatMap((file) =>
    writtenAccounts(file, readFileSync(join(projectFolder, file), 'utf8'), null),
  );
  deepEqual(findings.map(findingText), []);
});
