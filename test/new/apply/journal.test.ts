import { deepEqual, equal, rejects } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { beginJournal, type Journal, recover } from '../../../scripts/new/apply/journal.ts';
import { contentsOf, folderOf, put } from './folder.ts';

const JOURNAL = '.stackwarden/new.json';

/** The id of a process that has ended. */
async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

const gone = await endedProcess();
const journal = (more: Partial<Journal> = {}): Journal => ({
  process: gone,
  files: [
    { file: 'templates/a.yaml', before: 'a: 1\n', text: 'a: 2\n' },
    { file: 'functions/b/handler.ts', before: null, text: 'handler\n' },
    { file: 'policies/b.json', before: null, text: '{}\n' },
  ],
  folders: ['functions', 'functions/b', 'policies'],
  ...more,
});

const STATES: [title: string, left: Record<string, string>, now: Record<string, string>][] = [
  ['before its first file', { 'templates/a.yaml': 'a: 1\n' }, { 'templates/a.yaml': 'a: 1\n' }],
  [
    'within the first',
    { 'templates/a.yaml': 'a: 1\n', [`templates/a.yaml.${gone}.tmp`]: 'a:' },
    { 'templates/a.yaml': 'a: 1\n' },
  ],
  ['after it', { 'templates/a.yaml': 'a: 2\n' }, { 'templates/a.yaml': 'a: 1\n' }],
  [
    'within the second',
    { 'templates/a.yaml': 'a: 2\n', 'functions/b/handler.ts': 'han' },
    { 'templates/a.yaml': 'a: 1\n' },
  ],
  [
    'at its end',
    { 'templates/a.yaml': 'a: 2\n', 'functions/b/handler.ts': 'handler\n', 'policies/b.json': '{}\n' },
    { 'templates/a.yaml': 'a: 1\n' },
  ],
  [
    'before a person changed what it had written',
    { 'templates/a.yaml': 'a: 3\n', 'functions/b/handler.ts': 'mine\n', 'policies/b.json': '{}\n' },
    { 'templates/a.yaml': 'a: 3\n', 'functions/b/handler.ts': 'mine\n' },
  ],
];

for (const [title, left, now] of STATES) {
  test(`of a run that was killed ${title} nothing is left`, async (t) => {
    const root = await folderOf(t, left);
    await put(root, JOURNAL, JSON.stringify(journal()));
    equal(await recover(root), true);
    deepEqual(await contentsOf(root), now);
    equal(await recover(root), false);
  });
}

const AT_WORK = `another npm run new is at work here: wait for its end; if there is none, delete ${JOURNAL}`;

test('two at once are kept apart', async (t) => {
  const root = await folderOf(t, { 'templates/a.yaml': 'a: 2\n' });
  await beginJournal(root, journal({ process: process.pid }));
  await rejects(beginJournal(root, journal()), { name: 'UserError', message: AT_WORK });
  await rejects(recover(root), { name: 'UserError', message: AT_WORK });
  deepEqual(Object.keys(await contentsOf(root)).sort(), [JOURNAL, 'templates/a.yaml']);
});

const FOREIGN: [title: string, text: string][] = [
  ['no JSON', '{'],
  ['another document', '[]'],
  ...['../a.yaml', '/etc/passwd', 'templates/../../a', '.git/config', 'package.json', 'templates/.a', 'scripts//a'].map(
    (file): [string, string] => [file, JSON.stringify(journal({ files: [{ file, before: null, text: '' }] }))],
  ),
  ['folders elsewhere', JSON.stringify(journal({ folders: ['..'] }))],
  ['a group of processes', JSON.stringify(journal({ process: -1 }))],
];

for (const [title, text] of FOREIGN) {
  test(`a journal that came with the repository does nothing: ${title}`, async (t) => {
    const root = await folderOf(t, { 'templates/a.yaml': 'a: 2\n', [JOURNAL]: text });
    const message = `${JOURNAL} is none of this command's: delete it`;
    await rejects(recover(root), { name: 'UserError', message });
    deepEqual(await contentsOf(root), { 'templates/a.yaml': 'a: 2\n', [JOURNAL]: text });
  });
}

test('nor does it lead out of the repository by links', async (t) => {
  const other = await folderOf(t, { 'handler.ts': 'handler\n', 'new.json': JSON.stringify(journal()) });
  const root = await folderOf(t, { [JOURNAL]: JSON.stringify(journal()), 'functions/kept': '' });
  await symlink(other, join(root, 'functions/b'));
  await rejects(recover(root), { name: 'UserError', message: /^functions\/b is a link/ });
  const linked = await folderOf(t, {});
  await symlink(other, join(linked, '.stackwarden'));
  await rejects(recover(linked), { name: 'UserError', message: /^\.stackwarden is a link/ });
  deepEqual(Object.keys(await contentsOf(other)).sort(), ['handler.ts', 'new.json']);
});
