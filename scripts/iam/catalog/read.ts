import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, UserError } from '../../cli/errors.ts';
import { projectFolder } from '../../cli/project.ts';
import { type Catalog, catalogOf } from './catalog.ts';
import { type ConditionKeys, conditionKeysOf } from './condition-keys.ts';

/**
 * The catalog that set-up compiled (`scripts/setup/catalog.mjs`): about 5 ms, and up to 5 ms for each service asked for.
 * @param checkout whose catalog it is
 * @throws UserError when the file is missing or damaged
 */
export function readCatalog(checkout = projectFolder): Catalog {
  return readCompiled(checkout, 'services.jsonl', catalogOf);
}

/** The types of the condition keys alone: about 2 ms. */
export function readConditionKeys(checkout = projectFolder): ConditionKeys {
  return readCompiled(checkout, 'condition-keys.json', conditionKeysOf);
}

function readCompiled<T>(checkout: string, name: string, parsed: (text: string) => T): T {
  try {
    const version = packageVersion(checkout);
    return parsed(readFileSync(join(checkout, '.stackwarden', 'catalog', version, name), 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError) && codeOf(error) !== 'ENOENT') throw error;
    throw new UserError(
      `the catalog of AWS's actions is missing or damaged (${name}): delete .stackwarden/catalog and run it again`,
    );
  }
}

function packageVersion(checkout: string): string {
  const manifest = join(checkout, 'node_modules', '@cloud-copilot', 'iam-data', 'package.json');
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}
