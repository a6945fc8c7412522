import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';
import { projectFolder } from '../../scripts/cli/project.ts';
import { sha256, zip } from '../../scripts/template/zip.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('holds the files', () => {
  const files = { 'index.mjs': bytes('export {}'), 'index.mjs.map': bytes('{}') };
  assert.deepEqual({ ...unzipSync(zip(files)) }, files);
});

test('the order of the files does not count, their content does', () => {
  const one = sha256(zip({ a: bytes('1'), b: bytes('2') }));
  assert.equal(one, sha256(zip({ b: bytes('2'), a: bytes('1') })));
  assert.notEqual(one, sha256(zip({ a: bytes('1'), b: bytes('3') })));
});

test('entries are regular files that all may read, of 1980', () => {
  const archive = Buffer.from(zip({ a: bytes('1') }));
  const central = archive.indexOf('PK\u0001\u0002');
  assert.equal(archive.readUInt8(central + 5), 3, 'made on Unix');
  assert.equal(archive.readUInt32LE(central + 38) >>> 16, 0o100644);
  assert.equal(archive.readUInt16LE(central + 12), 0, 'midnight');
  assert.equal(archive.readUInt16LE(central + 14), (1 << 5) | 1, '1 January 1980');
});

test('the same bytes in every time zone', () => {
  const module = pathToFileURL(`${projectFolder}/scripts/template/zip.ts`).href;
  const script = `import { zip, sha256 } from '${module}'; console.log(sha256(zip({ a: new Uint8Array([1, 2, 3]) })));`;
  const hashes = ['UTC', 'Asia/Tokyo', 'America/New_York', 'Pacific/Apia'].map((zone) =>
    execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      cwd: projectFolder,
      env: { ...process.env, TZ: zone },
      encoding: 'utf8',
    }).trim(),
  );
  assert.deepEqual(new Set(hashes), new Set([sha256(zip({ a: new Uint8Array([1, 2, 3]) }))]));
});
