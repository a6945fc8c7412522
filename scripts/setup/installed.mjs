import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageFolder } from './packages-at.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * Whether npm installed this as a package of another repository: then its packages are npm's, wherever npm put them.
 * npm never packs a lock file of this name, and a checkout has one.
 */
export function isInstalled(folder) {
  return !existsSync(join(folder, 'package-lock.json'));
}

/** @returns {string[]} names of all packages that commands need */
function dependenciesOf(folder) {
  return Object.keys(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).dependencies ?? {});
}

/**
 * @param {string} folder the package
 * @param {string} home where bundles lie, which find packages from there
 */
export function dependenciesReady(folder, home) {
  return dependenciesOf(folder).every((name) => {
    const place = packageFolder(folder, name);
    return place !== null && (home === folder || leadsTo(join(home, 'node_modules', name), place));
  });
}

function leadsTo(link, place) {
  return existsSync(link) && realpathSync(link) === realpathSync(place);
}

/** @throws SetupError when a package is missing */
export function linkDependencies(folder, home) {
  for (const name of dependenciesOf(folder)) {
    const place = packageFolder(folder, name);
    if (place === null) {
      const advice = isInstalled(folder) ? `run npm install where ${folder} was installed` : `run npm ci in ${folder}`;
      throw new SetupError(`the npm package ${name} is missing: ${advice}`);
    }
    if (home === folder) continue;
    const link = join(home, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    // A link to nothing counts as absent to everyone but the one who makes it anew.
    rmSync(link, { force: true, recursive: false });
    symlinkSync(realpathSync(place), link);
  }
}
