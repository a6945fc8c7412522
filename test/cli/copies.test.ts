import { deepEqual, equal, rejects, throws } from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { checkCopies, copiesOf, writeCopy } from '../../scripts/cli/copies.ts';

async function folders(t: TestContext): Promise<{ root: string; outside: string }> {
  const home = await mkdtemp(join(tmpdir(), 'stackwarden-copies-'));
  t.after(() => rm(home, { recursive: true, force: true }));
  const [root, outside] = [join(home, 'root'), join(home, 'outside')];
  await Promise.all([mkdir(root), mkdir(outside)]);
  return { root, outside };
}

test('a format and a file, which may have an equals sign; anything else is a mistake', () => {
  deepEqual(copiesOf(['text=a=b.txt', 'json=c'], ['text', 'json']), [
    { format: 'text', file: 'a=b.txt' },
    { format: 'json', file: 'c' },
  ]);
  const message = /^--write takes FORMAT=FILE, the format one of text\|json, not '/;
  for (const wrong of ['', 'text', 'text=', '=a', 'sarif=a']) {
    throws(() => copiesOf([wrong], ['text', 'json']), { name: 'UserError', message });
  }
});

test('a copy is written below the root, over an older one, or where the caller says', async (t) => {
  const { root, outside } = await folders(t);
  await writeCopy(root, 'a/b/c.md', 'old');
  await writeCopy(root, 'a/b/c.md', 'new');
  equal(await readFile(join(root, 'a/b/c.md'), 'utf8'), 'new');
  await writeCopy(root, join(outside, 'd.md'), 'there');
  await writeCopy(root, '../outside/e.md', 'there');
  deepEqual((await readdir(outside)).sort(), ['d.md', 'e.md']);
});

test('no link below the root is followed, whether to a file, a folder, or nowhere', async (t) => {
  const { root, outside } = await folders(t);
  await writeFile(join(outside, 'script.ts'), 'sound');
  await symlink(join(outside, 'script.ts'), join(root, 'review.md'));
  await symlink(outside, join(root, 'folder'));
  await symlink(join(outside, 'new.ts'), join(root, 'nowhere.md'));
  for (const file of ['review.md', 'folder/script.ts', 'folder/deep/a.md', 'nowhere.md', join(root, 'review.md')]) {
    const message = /^--write does not follow links: (review\.md|folder|nowhere\.md) is one; write .* elsewhere$/;
    await rejects(writeCopy(root, file, 'forged'), { name: 'UserError', message });
  }
  deepEqual(await readdir(outside), ['script.ts']);
  equal(await readFile(join(outside, 'script.ts'), 'utf8'), 'sound');
});

test('a root that is itself behind a link is the caller’s choice', async (t) => {
  const { root, outside } = await folders(t);
  await symlink(root, join(outside, 'link'));
  await writeCopy(join(outside, 'link'), 'a.md', 'text');
  equal(await readFile(join(root, 'a.md'), 'utf8'), 'text');
});

test('before long work: a link, a folder that is not there, and a folder in place of the file are told', async (t) => {
  const { root, outside } = await folders(t);
  await symlink(outside, join(root, 'link'));
  const check = (file: string) =>
    checkCopies(root, [
      { format: 'text', file: 'a.md' },
      { format: 'text', file },
    ]);
  await check('b.md');
  await check(join(outside, 'b.md'));
  const wrong: [file: string, message: RegExp][] = [
    ['link/b.md', /^--write does not follow links: link is one; /],
    ['no/b.md', /^cannot write no\/b\.md: the folder does not exist; make it first$/],
    ['../outside', /^cannot write \.\.\/outside: it is a folder; name a file$/],
  ];
  for (const [file, message] of wrong) await rejects(check(file), { name: 'UserError', message });
  deepEqual([await readdir(root), await readdir(outside)], [['link'], []]);
});
