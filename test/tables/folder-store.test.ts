import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs, { mkdir, mkdtemp, open, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { readWhole } from '../../functions/shared/backup/store.ts';
import { fileProblem } from '../../scripts/cli/errors.ts';
import { projectFolder } from '../../scripts/cli/project.ts';
import { folderStore } from '../../scripts/tables/folder-store.ts';
import { names, problem, storeContract, streamed } from './stores.ts';

const root = await mkdtemp(join(tmpdir(), 'folder-store-'));
after(() => rm(root, { recursive: true }));

let made = 0;

async function openFolder() {
  // The store makes its folder, and those above it.
  const folder = join(root, String(made++), 'backups', 'of tables');
  return { folder, store: folderStore(folder), leftovers: () => leftoversIn(folder) };
}

async function leftoversIn(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true });
  return all.filter((name) => name.endsWith('.partial'));
}

storeContract('a folder', openFolder);

test('only the owner may look at what is written, and at the folders that are made for it', async () => {
  const { folder, store } = await openFolder();
  await store.write('data/part', Buffer.from('x'));
  const modes = await Promise.all(
    ['..', '.', 'data', 'data/part'].map(async (name) => (await stat(join(folder, name))).mode & 0o777),
  );
  deepEqual(modes, [0o700, 0o700, 0o700, 0o600]);
});

for (const name of ['', '..', '../other', 'data/../../other', '/etc/passwd', 'data//a', './a', 'a\\..\\b', 'a\0b']) {
  test(`the name ${JSON.stringify(name)} is refused`, async () => {
    const { store } = await openFolder();
    const refused = problem('input', JSON.stringify(name));
    await rejects(store.write(name, Buffer.from('x')), refused);
    await rejects(store.remove(name), refused);
    await rejects(async () => readWhole(store, name), refused);
    if (name !== '') await rejects(store.list(`${name}/`), problem('input', 'is not the name'));
  });
}

test('a link is not read, though it leads to something that has no end', async () => {
  const { folder, store } = await openFolder();
  await mkdir(join(folder, 'data'), { recursive: true });
  await symlink('/dev/zero', join(folder, 'data', 'part'));
  await rejects(store.read('data/part')[Symbol.asyncIterator]().next(), {
    kind: 'absent',
    message: /part is no file:/,
  });
});

test('links are not listed, nor is what lies behind them', async () => {
  const { folder, store } = await openFolder();
  await store.write('data/a', Buffer.from('a'));
  const elsewhere = await mkdtemp(join(root, 'elsewhere-'));
  await writeFile(join(elsewhere, 'secret'), 'x');
  await symlink(elsewhere, join(folder, 'data', 'folder'));
  await symlink(join(elsewhere, 'secret'), join(folder, 'data', 'file'));
  await symlink('.', join(folder, 'data', 'round'));
  deepEqual(await names(store), ['data/a']);
  await store.clean('');
  deepEqual(await readdir(elsewhere), ['secret']);
});

test('what a write that was cut off has left is not listed, and cleaned below its prefix', async () => {
  const { folder, store } = await openFolder();
  await store.write('data/a', Buffer.from('a'));
  const left = ['data/.b.0123456789abcdef.partial', 'data/.c.fedcba9876543210.partial', '.d.0000000000000000.partial'];
  for (const name of left) await writeFile(join(folder, name), 'half');
  await mkdir(join(folder, 'data/.e.lock.partial'));
  await writeFile(join(folder, '.hidden'), "a person's own");
  deepEqual(await names(store), ['.hidden', 'data/a']);
  await store.clean('data/b');
  deepEqual((await leftoversIn(folder)).length, 3);
  await store.clean('data/');
  deepEqual(await leftoversIn(folder), ['.d.0000000000000000.partial']);
  await store.clean('');
  deepEqual(await names(store), ['.hidden', 'data/a']);
  deepEqual(await leftoversIn(folder), []);
});

function withoutLinks(t: TestContext, code: string): void {
  const refuse = async (from: string) => {
    throw Object.assign(new Error(`${code}: link`), { code, syscall: 'link', path: from });
  };
  t.mock.method(fs, 'link', refuse);
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  });
}

for (const code of ['EPERM', 'ENOTSUP', 'EOPNOTSUPP']) {
  test(`where there are no links (${code}), one of several is written, and never over another`, async (t) => {
    withoutLinks(t, code);
    const { store, leftovers } = await openFolder();
    const writes = [1, 2, 3].map((bytes) => store.write('data/a', streamed(bytes)));
    const results = await Promise.allSettled(writes);
    deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected', 'rejected']);
    const [file] = await store.list('');
    equal(file?.bytes, results.findIndex(({ status }) => status === 'fulfilled') + 1);
    await rejects(store.write('data/a', Buffer.from('x')), problem('taken', 'data/a'));
    deepEqual(await leftovers(), []);
  });
}

test('where there are no links, a lock that a killed process left is in the way until it is cleaned', async (t) => {
  withoutLinks(t, 'EPERM');
  const { folder, store } = await openFolder();
  await mkdir(join(folder, '.a.lock.partial'), { recursive: true });
  await rejects(store.write('a', Buffer.from('x')), problem('taken', '/a'));
  await store.clean('');
  await store.write('a', Buffer.from('x'));
  equal(await readWhole(store, 'a'), 'x');
});

test('a file where a folder must be is told with its path', async () => {
  const { folder, store } = await openFolder();
  await store.write('data', Buffer.from('a file'));
  await rejects(store.write('data/part', Buffer.from('x')), (error) => {
    match(fileProblem(error) ?? '', new RegExp(`^cannot use ${join(folder, 'data')}: a file `));
    return true;
  });
  await rejects(readWhole(store, 'data/part'), problem('absent', 'data/part'));
});

test('a disk that is full (as the file system answers it, simulated) is told with the path, and nothing is left', async (t) => {
  const { folder, store, leftovers } = await openFolder();
  const handle = await open(root, 'r');
  await handle.close();
  const full = () => Promise.reject(Object.assign(new Error('ENOSPC: write'), { code: 'ENOSPC', syscall: 'write' }));
  t.mock.method(Object.getPrototypeOf(handle), 'appendFile', full);
  await rejects(store.write('data/part', streamed(300_000)), (error) => {
    equal(fileProblem(error), `cannot use ${join(folder, 'data/part')}: the disk is full (ENOSPC)`);
    return true;
  });
  deepEqual(await leftovers(), []);
});

const ON_A_SMALL_DISK = `
  const [, disk] = process.argv;
  const { folderStore } = await import('./scripts/tables/folder-store.ts');
  const { fileProblem } = await import('./scripts/cli/errors.ts');
  const { execFileSync } = await import('node:child_process');
  const { readdirSync } = await import('node:fs');
  const told = async (name, bytes) => {
    const error = await folderStore(disk).write(name, Buffer.alloc(bytes)).catch((error) => error);
    return [fileProblem(error), readdirSync(disk)];
  };
  const answers = [await told('little', 5), await told('much', 5_000_000)];
  execFileSync('mount', ['-o', 'remount,ro', disk]);
  answers.push(await told('more', 5));
  console.log(JSON.stringify(answers));
`;

test('a real disk that is full, or read-only, is told with the path, and nothing is left', async (t) => {
  const disk = await mkdtemp(join(root, 'disk-'));
  const mounted =
    'mount -t tmpfs -o size=1m none "$0" || exit 77; exec "$1" --import tsx --input-type=module -e "$2" "$0"';
  const args = ['--map-root-user', '--mount', 'sh', '-c', mounted, disk, process.execPath, ON_A_SMALL_DISK];
  const { status, stdout, stderr } = spawnSync('unshare', args, { cwd: projectFolder, encoding: 'utf8' });
  if (status === null || status === 77 || /^unshare:/.test(stderr))
    return t.skip('this system mounts no disk for a test');
  equal(stderr, '');
  deepEqual(JSON.parse(stdout), [
    [null, ['little']],
    [`cannot use ${disk}/much: the disk is full (ENOSPC)`, ['little']],
    [`cannot use ${disk}/more: it is on a read-only disk (EROFS)`, ['little']],
  ]);
});
