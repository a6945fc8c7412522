import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { UserError } from '../../scripts/cli/errors.ts';
import { markFolder, openFolder } from '../../scripts/embedded/folder.ts';
import { remove, start, temporaryFolder } from './fixture.ts';

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
});

afterEach(async () => {
  await chmod(folder, 0o700);
  await remove(folder);
});

async function refused(path: string, message: string): Promise<void> {
  await assert.rejects(openFolder(path), (error) => {
    assert.ok(error instanceof UserError, String(error));
    assert.equal(error.message, message);
    return true;
  });
}

const foreign = (path: string) =>
  refused(path, `${path} is not a folder of the embedded AWS: name an empty one with --state`);

async function files(...names: string[]): Promise<void> {
  for (const name of names) await writeFile(join(folder, name), name === 'account' ? '123456789012\n' : '');
}

describe('a folder for the embedded AWS', () => {
  it('may be absent, with what is above it', async () => {
    await openFolder(join(folder, 'a', 'b'));
    assert.deepEqual(await readdir(join(folder, 'a', 'b')), []);
  });

  it('may be empty', () => openFolder(folder));

  it('may be one that was marked, whatever else it holds', async () => {
    await openFolder(folder);
    await markFolder(folder);
    await files('anything');
    await openFolder(folder);
  });

  it('may be behind a link', async () => {
    const link = join(folder, 'link');
    await mkdir(join(folder, 'real'));
    await symlink(join(folder, 'real'), link);
    await openFolder(link);
  });

  it('may be one from before there was a mark', async () => {
    await files('account', 'lock', 'ministack.log');
    await openFolder(folder);
  });

  for (const names of [['thesis.txt'], ['tmp', 'state'], ['lock'], ['account'], ['.git']]) {
    it(`may not hold ${names.join(' and ')} of somebody else's`, async () => {
      await files(...names);
      await foreign(folder);
      assert.deepEqual((await readdir(folder)).sort(), names.sort(), 'nothing was added or taken');
    });
  }

  it('may not have an account of another kind', async () => {
    await files('lock');
    await writeFile(join(folder, 'account'), 'savings\n');
    await foreign(folder);
  });

  it('may not be a file, nor below one', async () => {
    await files('file');
    await foreign(join(folder, 'file'));
    await foreign(join(folder, 'file', 'below'));
  });

  it('may not be beyond what the system allows', async () => {
    const long = join(folder, 'x'.repeat(300));
    await refused(long, `${long} cannot hold the embedded AWS (ENAMETOOLONG): name another folder with --state`);
  });

  it('may not be closed to writing', { skip: process.getuid?.() === 0 && 'root may write anywhere' }, async () => {
    await chmod(folder, 0o500);
    await refused(folder, `${folder} cannot hold the embedded AWS (EACCES): name another folder with --state`);
  });
});

it('a start harms nothing in a folder of somebody else, not even with fresh', async () => {
  for (const name of ['tmp', 'state', 's3']) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'work'), 'of months');
  }
  await files('account');
  await assert.rejects(start(folder, { fresh: true }), UserError);
  for (const name of ['tmp', 'state', 's3']) {
    assert.equal(await readFile(join(folder, name, 'work'), 'utf8'), 'of months');
  }
  assert.deepEqual((await readdir(folder)).sort(), ['account', 's3', 'state', 'tmp']);
});
