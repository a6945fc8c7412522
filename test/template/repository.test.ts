import assert from 'node:assert/strict';
import { mkdir, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readRepositoryFile } from '../../scripts/template/files.ts';
import { listStacks, readTemplate } from '../../scripts/template/repository.ts';
import { mistakeOf, repository } from './fixture.ts';

test('a stack is a file in templates/', async (t) => {
  const root = await repository(t, {
    'templates/site.yml': 'Resources: {}',
    'templates/lab.yaml': 'Resources: {A: !Ref B}',
    'templates/a.json': '{"Resources": {}}',
    'templates/b.template': '{"Resources": {}}',
    'templates/readme.md': '',
    'templates/environments/local.yaml': '',
    'templates/site/index.html': '',
  });
  assert.deepEqual(await listStacks(root), ['a', 'b', 'lab', 'site']);
  const source = await readTemplate(root, 'lab');
  assert.equal(source.file, 'templates/lab.yaml');
  assert.deepEqual(source.value, { Resources: { A: { Ref: 'B' } } });
});

test('a repository without templates has no stacks', async (t) => {
  const root = await repository(t, {});
  assert.deepEqual(await listStacks(root), []);
  assert.equal(await mistakeOf(() => readTemplate(root, 'lab')), "no stack is called 'lab'; there is none");
});

test('an unknown stack names near ones', async (t) => {
  const root = await repository(t, { 'templates/lab.yaml': 'Resources: {}' });
  assert.equal(await mistakeOf(() => readTemplate(root, 'labs')), "no stack is called 'labs'; did you mean lab?");
  for (const name of ['../lab', 'environments/local', '', '__proto__']) {
    assert.match(await mistakeOf(() => readTemplate(root, name)), /^no stack is called '/);
  }
});

test('two files of one name', async (t) => {
  const root = await repository(t, { 'templates/lab.yaml': '', 'templates/lab.json': '' });
  assert.equal(
    await mistakeOf(() => listStacks(root)),
    "templates/lab.yaml: the stack 'lab' is in templates/lab.json already; keep one of the two files",
  );
});

test('a file name that cannot be a stack', async (t) => {
  const root = await repository(t, { 'templates/My Lab.yaml': '' });
  assert.match(
    await mistakeOf(() => listStacks(root)),
    /^templates\/My Lab\.yaml: a stack is named with small letters/,
  );
});

test('what editors keep beside a file is no stack', async (t) => {
  const root = await repository(t, { 'templates/lab.yaml': 'Resources: {}', 'templates/.lab.yaml': '' });
  await symlink('ada@laptop.1234:1', join(root, 'templates/.#lab.yaml'));
  assert.deepEqual(await listStacks(root), ['lab']);
});

test('no root', async () => {
  assert.match(await mistakeOf(() => listStacks('/nowhere/at/all')), /^\/nowhere\/at\/all: there is no such folder/);
});

test('links may not leave the repository', async (t) => {
  const outside = await repository(t, { 'secret.yaml': 'Resources: {}', 'templates/other.yaml': 'Resources: {}' });
  const root = await repository(t, { 'templates/inside.yaml': 'Resources: {}' });
  await symlink(join(outside, 'secret.yaml'), join(root, 'templates/lab.yaml'));
  await symlink('inside.yaml', join(root, 'templates/again.yaml'));
  await symlink('nothing.yaml', join(root, 'templates/broken.yaml'));
  assert.equal(
    await mistakeOf(() => readTemplate(root, 'lab')),
    'templates/lab.yaml: points out of the repository; put the file itself there',
  );
  assert.deepEqual((await readTemplate(root, 'again')).value, { Resources: {} });
  assert.match(await mistakeOf(() => readTemplate(root, 'broken')), /a link to a file that does not exist/);
  await rename(join(root, 'templates'), join(root, 'moved'));
  await symlink(join(outside, 'templates'), join(root, 'templates'));
  assert.match(await mistakeOf(() => listStacks(root)), /^templates: points out of the repository/);
});

test('a path with .. is refused, a root that is a link is not', async (t) => {
  const root = await repository(t, { 'a/file.json': '{}', 'b/file.json': '{}' });
  await symlink('a', join(root, 'link'));
  assert.match(await mistakeOf(() => readRepositoryFile(join(root, 'a'), '../b/file.json')), /points out of/);
  assert.equal(await readRepositoryFile(join(root, 'link'), 'file.json'), '{}');
  assert.equal(await readRepositoryFile(root, 'a/other.json'), null);
});

test('what is no text file', async (t) => {
  const root = await repository(t, {
    'templates/binary.yaml': new Uint8Array([0x41, 0xff]),
    'templates/large.yaml': 'a'.repeat(1_048_577),
  });
  await mkdir(join(root, 'templates/folder.yaml'));
  assert.match(await mistakeOf(() => readTemplate(root, 'binary')), /^templates\/binary\.yaml: not UTF-8 text/);
  assert.match(
    await mistakeOf(() => readTemplate(root, 'large')),
    /^templates\/large\.yaml: larger than 1048576 bytes/,
  );
  assert.match(await mistakeOf(() => readTemplate(root, 'folder')), /^templates\/folder\.yaml: expected a file/);
  const odd = await repository(t, { templates: 'a file' });
  assert.match(await mistakeOf(() => listStacks(odd)), /^templates: expected a folder/);
});
