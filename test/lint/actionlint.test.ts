import { deepEqual } from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { actionlintFindings } from '../../scripts/lint/actionlint.ts';

test('actionlint names file, line and column; what only its age makes it say is left out', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'actionlint-'));
  t.after(() => rm(root, { recursive: true }));
  const folder = join(root, '.github', 'workflows');
  await mkdir(folder, { recursive: true });
  const job = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n';
  await writeFile(join(folder, 'b.yml'), `${job}    env:\n      A: \${{ vars.A }}\n    steps:\n      - run: true\n`);
  await writeFile(join(folder, 'a.yaml'), `${job}    steps:\n      - run: echo \${{ github.event.issue.title }}\n`);
  await writeFile(join(folder, 'notes.txt'), 'no workflow');
  const findings = await actionlintFindings(root);
  deepEqual(
    findings.map((line) => line.slice(0, 60)),
    ['.github/workflows/a.yaml:6:23: "github.event.issue.title" is'],
  );
});
