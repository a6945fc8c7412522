import type { Reviewed } from '../access/model.ts';
import { readHandlers } from '../iam/catalog/handlers.ts';
import { keyTypes } from '../iam/catalog/key-types.ts';
import { readManagedPolicies } from '../iam/catalog/managed-policies.ts';
import { readCatalog, readConditionKeys } from '../iam/catalog/read.ts';
import { readCode } from './code.ts';
import type { Surroundings } from './model.ts';

/** What the rules know beside what they look at. */
export async function surroundingsOf(root: string, reviewed: Reviewed): Promise<Surroundings> {
  const catalog = readCatalog();
  return {
    reviewed,
    catalog,
    managedPolicies: readManagedPolicies(),
    keyType: keyTypes(readConditionKeys()),
    handlers: readHandlers(),
    codeOf: await readCode(root, reviewed, catalog),
  };
}
