import { equal, match, rejects } from 'node:assert/strict';
import { cp, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { findingsAfter } from '../../scripts/scenario/what-if.ts';

const POLICY = 'policies/lab-bucket.json';
const stale = (text: string) => text.replace('${LabLambdaRole.Arn}', 'arn:aws:iam::111122223333:role/x');

/** A repository whose lab policy is a link to `target`, with the document itself in another file. */
async function linked(t: TestContext, target: (root: string) => string): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'stackwarden-what-if-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  for (const part of ['templates', 'policies', 'functions']) {
    await cp(join(projectFolder, part), join(root, part), { recursive: true });
  }
  await rename(join(root, POLICY), join(root, 'policies/real.json'));
  await symlink(target(root), join(root, POLICY));
  return root;
}

test('a link inside the repository is followed in the copy, and the sources stay', async (t) => {
  const root = await linked(t, () => 'real.json');
  const before = await readFile(join(root, 'policies/real.json'), 'utf8');
  const findings = await findingsAfter(root, 'lab', POLICY, stale, '444455556666');
  match(
    findings.join('\n'),
    /^policies\/lab-bucket\.json:\d+:\d+: error: the account id 111122223333, not 444455556666/m,
  );
  equal(await readFile(join(root, 'policies/real.json'), 'utf8'), before);
});

test('a link that leads out of the copy is refused, and what it leads to stays', async (t) => {
  const root = await linked(t, (folder) => join(folder, 'policies/real.json'));
  const before = await readFile(join(root, 'policies/real.json'), 'utf8');
  await rejects(
    findingsAfter(root, 'lab', POLICY, stale, '444455556666'),
    /lab-bucket\.json: points out of the repository/,
  );
  equal(await readFile(join(root, 'policies/real.json'), 'utf8'), before);
});

test('an edit that changes nothing proves nothing', async () => {
  await rejects(
    findingsAfter(projectFolder, 'lab', POLICY, (text) => text, '444455556666'),
    /^Error: the edit leaves policies\/lab-bucket\.json as it is$/,
  );
});
