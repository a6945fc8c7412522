import { deepEqual, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';

interface Package {
  version?: string;
  license?: string;
  optionalDependencies?: Record<string, string>;
}

const read = (file: string) => readFileSync(join(projectFolder, file), 'utf8');
const manifest: Record<string, Record<string, string>> = JSON.parse(read('package.json'));
const lock: { packages: Record<string, Package> } = JSON.parse(read('package-lock.json'));

test('every npm dependency is pinned exactly', () => {
  const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  ok(versions.length > 5);
  deepEqual(
    versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)),
    [],
  );
});

test('the lock file holds the native programs of every platform, not only of the one it was made on', () => {
  const optional = Object.values(lock.packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
  ok(optional.length > 10);
  deepEqual(
    optional.filter((name) => !(`node_modules/${name}` in lock.packages)),
    [],
  );
});

test('no dependency has a licence that binds those who use the project', () => {
  const bound = Object.entries(lock.packages).filter(([, { license }]) => /GPL|SSPL|BUSL/.test(license ?? ''));
  deepEqual(
    bound.map(([name]) => name),
    [],
  );
});

test('every Python package is pinned and carries hashes', () => {
  const packages = read('requirements.txt')
    .replaceAll('\\\n', '')
    .split('\n')
    .filter((line) => /^\w/.test(line));
  ok(packages.length > 10);
  deepEqual(
    packages.filter((line) => !/^[\w-]+==[\w.]+.* --hash=sha256:[0-9a-f]{64}/.test(line)),
    [],
  );
});
