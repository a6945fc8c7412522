import { rejects } from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { requireTemplates } from '../../scripts/bootstrap/templates.ts';
import { projectFolder } from '../../scripts/cli/project.ts';

test('a repository without the templates is told where they are; one that has them is not', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'bootstrap-templates-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  await mkdir(join(root, 'templates'));
  await writeFile(join(root, 'templates', 'audit.yml'), 'Resources: {}\n');
  const message = `there is no templates/bootstrap.yaml here: copy it, and the policies that it includes, from ${projectFolder}`;
  await rejects(requireTemplates(root, ['audit', 'bootstrap']), { name: 'UserError', message });
  await requireTemplates(root, ['audit']);
  await requireTemplates(projectFolder, ['audit', 'bootstrap']);
});
