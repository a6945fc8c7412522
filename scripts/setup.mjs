// Runs before every npm script: `node scripts/setup.mjs <command> [arguments]`.
// Plain JavaScript without dependencies, because a clean clone has none. It installs what is missing, bundles the
// commands when a source changed, and then runs the command in this same process. With nothing to do it costs a few
// file reads.
import { readdirSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleCommands, touch } from './setup/bundle.mjs';
import { catalogReady, makeCatalog } from './setup/catalog.mjs';
import { handlersReady, makeHandlers } from './setup/handlers.mjs';
import { withLock } from './setup/lock.mjs';
import { makeManagedPolicies, managedPoliciesReady } from './setup/managed-policies.mjs';
import { installPackages, packagesReady } from './setup/packages.mjs';
import { installPython, pythonReady } from './setup/python.mjs';
import { Interrupted, SetupError } from './setup/setup-error.mjs';
import { takeShared } from './setup/shared.mjs';

// Known before anything is awaited: npm that is killed later leaves this process with another parent.
const parent = process.ppid;
process.env.STACKWARDEN_PARENT = String(parent);

const { enableCompileCache } = nodeModule;
const OLDEST_NODE = [20, 19];
const folder = dirname(import.meta.dirname ?? new URL('.', import.meta.url).pathname.replace(/\/$/, ''));
const [name, ...args] = process.argv.slice(2);

try {
  requireNode();
  if (name !== undefined) requireCommand(name);
  await install();
  const build = await bundleCommands(folder, process.env.STACKWARDEN_SET_UP);
  if (process.ppid !== parent) throw new Interrupted();
  if (name === undefined) process.stderr.write('setup: ready\n');
  else await run(build);
} catch (error) {
  process.exitCode = report(error);
}

function report(error) {
  if (error instanceof Interrupted) return 130;
  const mistake = error instanceof SetupError ? error.message : fileProblem(error);
  if (mistake === null) throw error;
  process.stderr.write(`setup: ${mistake}\n`);
  return 2;
}

/** What a person can change about the disk, in one line; null for anything else, which is a bug. */
function fileProblem({ code, path }) {
  const problems = {
    EACCES: 'you may not',
    EPERM: 'you may not',
    EROFS: 'it is read-only',
    ENOSPC: 'the disk is full',
    EEXIST: 'a file of that name is in the way',
    ENOTDIR: 'a file is where a folder must be',
  };
  return problems[code] ? `cannot write ${path ?? 'a file'}: ${problems[code]} (${code})` : null;
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [wantedMajor, wantedMinor] = OLDEST_NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new SetupError(`Node ${process.versions.node} is too old: install Node ${OLDEST_NODE.join('.')} or newer`);
}

function requireCommand(wanted) {
  const commands = readdirSync(join(folder, 'scripts'))
    .filter((file) => /^[\w-]+\.ts$/.test(file))
    .map((file) => file.slice(0, -'.ts'.length));
  if (!commands.includes(wanted)) throw new SetupError(`no command '${wanted}': use one of ${commands.join(', ')}`);
}

async function install() {
  takeShared(folder, process.env.STACKWARDEN_SET_UP);
  const checks = [packagesReady, pythonReady, catalogReady, handlersReady, managedPoliciesReady];
  if (checks.every((isReady) => isReady(folder))) return;
  await withLock(join(folder, '.stackwarden', 'setup.lock'), async (note) => {
    const jobs = [];
    if (!packagesReady(folder)) jobs.push(installPackages(folder, note));
    if (!pythonReady(folder)) jobs.push(installPython(folder, note));
    // Both are awaited even if one fails, so that no installer goes on behind the error message.
    const failed = (await Promise.allSettled(jobs)).find((job) => job.status === 'rejected');
    if (failed) throw failed.reason;
    if (!catalogReady(folder)) makeCatalog(folder);
    if (!handlersReady(folder)) makeHandlers(folder);
    if (!managedPoliciesReady(folder)) makeManagedPolicies(folder);
  });
}

async function run(build) {
  const file = join(build, `${name}.js`);
  // Set-ups of later sources remove builds that nobody has touched for an hour.
  setInterval(() => touch(build), 600_000).unref();
  process.argv = [process.argv[0], file, ...args];
  process.setSourceMapsEnabled(true);
  // Node 22 keeps what it made of the bundle; Node 20 compiles it at each start.
  enableCompileCache?.(join(build, 'compiled'));
  await import(pathToFileURL(file).href);
}
