import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './setup-error.mjs';

const KEEP_OLD_BUILDS_MS = 60 * 60 * 1000;

/**
 * Bundles every command of `scripts/` for a fast start, unless the bundle of exactly these sources is there.
 * @param {string} folder the checkout
 * @returns {Promise<string>} the folder with one `<command>.js` a command
 */
export async function bundleCommands(folder) {
  const builds = join(folder, '.stackwarden', 'build');
  const build = join(builds, sourcesFingerprint(folder));
  if (existsSync(build)) return build;
  const unfinished = `${build}.${randomUUID()}`;
  await bundle(folder, unfinished);
  removeOld(builds, unfinished);
  try {
    renameSync(unfinished, build);
  } catch (error) {
    // Another process has just made the same bundle.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    rmSync(unfinished, { recursive: true, force: true });
  }
  return build;
}

/** By time and size, not content: it is taken at every start. */
function sourcesFingerprint(folder) {
  const hash = createHash('sha256');
  const add = (file) => {
    const found = statSync(join(folder, file), { throwIfNoEntry: false });
    if (found === undefined) return;
    const { mtimeMs, size } = found;
    hash.update(`${file}\0${mtimeMs}\0${size}\n`);
  };
  for (const top of ['scripts', 'functions/shared']) {
    if (!existsSync(join(folder, top))) continue;
    const files = readdirSync(join(folder, top), { recursive: true }).map(String).sort();
    for (const file of files) if (isSource(file)) add(join(top, file));
  }
  add('package-lock.json');
  add('scripts/setup/bundle.mjs');
  return hash.digest('hex').slice(0, 16);
}

/** An editor's own files (`.#start.ts`) are no sources. */
function isSource(file) {
  return file.endsWith('.ts') && !file.split(/[/\\]/).some((name) => name.startsWith('.'));
}

/** Says that a build is in use. */
export function touch(build) {
  const now = new Date();
  try {
    utimesSync(build, now, now);
  } catch {
    // Somebody deleted .stackwarden, which is always allowed.
  }
}

async function bundle(folder, outdir) {
  const esbuild = await import('esbuild');
  const commands = readdirSync(join(folder, 'scripts')).filter(isSource);
  mkdirSync(outdir, { recursive: true });
  try {
    await esbuild.build({
      absWorkingDir: folder,
      entryPoints: commands.map((file) => join('scripts', file)),
      outdir,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      minifySyntax: true,
      sourcemap: 'linked',
      sourcesContent: false,
      logLevel: 'silent',
      mainFields: ['module', 'main'],
      // Both load a native program from their own folder.
      external: ['esbuild', 'oxc-parser'],
      banner: {
        js: "import { createRequire as $createRequire } from 'node:module';const require = $createRequire(import.meta.url);",
      },
    });
  } catch (error) {
    const [first] = error.errors ?? [];
    if (!first) throw error;
    const where = first.location ? `${first.location.file}:${first.location.line}:${first.location.column + 1}: ` : '';
    throw new SetupError(`${where}${first.text}`);
  }
}

/** A build in use by a running command stays for a while; lazily loaded chunks may still be read from it. */
function removeOld(builds, except) {
  for (const name of readdirSync(builds)) {
    const old = join(builds, name);
    if (old === except) continue;
    const made = statSync(old, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - made > KEEP_OLD_BUILDS_MS) rmSync(old, { recursive: true, force: true });
  }
}
