import { readdirSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundleCommands, bundleReady, touch } from './bundle.mjs';
import { catalogReady, makeCatalog } from './catalog.mjs';
import { handlersReady, makeHandlers } from './handlers.mjs';
import { homeOf } from './home.mjs';
import { dependenciesReady, isInstalled, linkDependencies } from './installed.mjs';
import { withLock } from './lock.mjs';
import { makeManagedPolicies, managedPoliciesReady } from './managed-policies.mjs';
import { needsPython } from './needs.mjs';
import { installPackages, packagesReady } from './packages.mjs';
import { installPython, pythonReady } from './python.mjs';
import { report } from './report.mjs';
import { Interrupted, SetupError } from './setup-error.mjs';
import { takeShared } from './shared.mjs';

// Known before anything is awaited: npm that is killed later leaves this process with another parent.
const parent = process.ppid;
process.env.STACKWARDEN_PARENT = String(parent);

const { enableCompileCache } = nodeModule;
const OLDEST_NODE = [20, 19];
const folder = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Installs what a command needs and is missing, and runs it in this process. With nothing to do it costs a few file reads.
 * @param {string | undefined} name undefined: installs what any of them needs, and runs none
 * @param {string[]} args
 */
export async function startCommand(name, args) {
  try {
    requireNode();
    if (name !== undefined) requireCommand(name);
    const home = homeOf(folder, (place) => bundleReady(folder, place) && partsOf(name, args, place).every(isReady));
    await install(home, name, args);
    const build = await bundleCommands(folder, process.env.STACKWARDEN_SET_UP, home);
    if (process.ppid !== parent) throw new Interrupted();
    if (name === undefined) process.stderr.write('setup: ready\n');
    else await run(join(build, `${name}.js`), build, args);
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** @returns {string[]} */
export function commandNames() {
  return readdirSync(join(folder, 'scripts'))
    .filter((file) => /^[\w-]+\.ts$/.test(file))
    .map((file) => file.slice(0, -'.ts'.length));
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [wantedMajor, wantedMinor] = OLDEST_NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new SetupError(`Node ${process.versions.node} is too old: install Node ${OLDEST_NODE.join('.')} or newer`);
}

function requireCommand(wanted) {
  const names = commandNames();
  if (!names.includes(wanted)) throw new SetupError(`no command '${wanted}': use one of ${names.join(', ')}`);
}

/** What a command needs: first what is installed, side by side, then what is made of it. */
function partsOf(name, args, home) {
  const python = [
    { isReady: () => pythonReady(home, folder), install: (note) => installPython(home, note, folder) },
    { isReady: () => handlersReady(home), make: () => makeHandlers(home) },
  ];
  return [
    packagesOf(home),
    ...(needsPython(name, args) ? python : []),
    { isReady: () => catalogReady(home), make: () => makeCatalog(home) },
    { isReady: () => managedPoliciesReady(home), make: () => makeManagedPolicies(home) },
  ];
}

/** Those that npm has put somewhere, or, in a checkout, those that set-up installs there. */
function packagesOf(home) {
  if (!isInstalled(folder) && home === folder) {
    return { isReady: () => packagesReady(folder), install: (note) => installPackages(folder, note) };
  }
  return { isReady: () => dependenciesReady(folder, home), install: async () => linkDependencies(folder, home) };
}

const isReady = (part) => part.isReady();

async function install(home, name, args) {
  if (!isInstalled(folder) && home === folder) takeShared(folder, process.env.STACKWARDEN_SET_UP);
  const parts = partsOf(name, args, home);
  if (parts.every(isReady)) return;
  await withLock(join(home, '.stackwarden', 'setup.lock'), async (note) => {
    const jobs = parts.filter((part) => part.install && !part.isReady()).map((part) => part.install(note));
    // All are awaited even if one fails, so that no installer goes on behind the error message.
    const failed = (await Promise.allSettled(jobs)).find((job) => job.status === 'rejected');
    if (failed) throw failed.reason;
    for (const part of parts) if (part.make && !part.isReady()) part.make();
  });
}

async function run(file, build, args) {
  // Set-ups of later sources remove builds that nobody has touched for an hour.
  setInterval(() => touch(build), 600_000).unref();
  process.argv = [process.argv[0], file, ...args];
  process.setSourceMapsEnabled(true);
  // Node 22 keeps what it made of the bundle; Node 20 compiles it at each start.
  enableCompileCache?.(join(build, 'compiled'));
  await import(pathToFileURL(file).href);
}
