// Runs before every npm script: `node scripts/setup.mjs <command> [arguments]`.
// Plain JavaScript without dependencies, because a clean clone has none. It installs what is missing, bundles the
// commands when a source changed, and then runs the command in this same process. With nothing to do it costs a few
// file reads.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleCommands } from './setup/bundle.mjs';
import { withLock } from './setup/lock.mjs';
import { installPackages, packagesReady } from './setup/packages.mjs';
import { installPython, pythonReady } from './setup/python.mjs';
import { SetupError } from './setup/setup-error.mjs';

const OLDEST_NODE = [20, 19];
const folder = dirname(import.meta.dirname ?? new URL('.', import.meta.url).pathname.replace(/\/$/, ''));
const [name, ...args] = process.argv.slice(2);

try {
  requireNode();
  if (name !== undefined) requireCommand(name);
  await install();
  const build = await bundleCommands(folder);
  if (name === undefined) process.stderr.write('setup: ready\n');
  else await run(join(build, `${name}.js`));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`setup: ${error.message}\n`);
  process.exitCode = 2;
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [wantedMajor, wantedMinor] = OLDEST_NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new SetupError(`Node ${process.versions.node} is too old: install Node ${OLDEST_NODE.join('.')} or newer`);
}

function requireCommand(wanted) {
  const commands = readdirSync(join(folder, 'scripts'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length));
  if (!commands.includes(wanted)) throw new SetupError(`no command '${wanted}': use one of ${commands.join(', ')}`);
}

async function install() {
  if (packagesReady(folder) && pythonReady(folder)) return;
  await withLock(join(folder, '.stackwarden', 'setup.lock'), async () => {
    const jobs = [];
    if (!packagesReady(folder)) jobs.push(installPackages(folder));
    if (!pythonReady(folder)) jobs.push(installPython(folder));
    // Both are awaited even if one fails, so that no installer goes on behind the error message.
    const failed = (await Promise.allSettled(jobs)).find((job) => job.status === 'rejected');
    if (failed) throw failed.reason;
  });
}

async function run(file) {
  process.argv = [process.argv[0], file, ...args];
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(file).href);
}
