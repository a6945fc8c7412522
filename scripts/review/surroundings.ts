import { serviceRolesOf } from '../access/deploying/service-roles.ts';
import type { Reviewed } from '../access/model.ts';
import { readHandlers } from '../iam/catalog/handlers.ts';
import { keyTypes } from '../iam/catalog/key-types.ts';
import { readManagedPolicies } from '../iam/catalog/managed-policies.ts';
import { readCatalog, readConditionKeys } from '../iam/catalog/read.ts';
import { readCode } from './code.ts';
import type { Surroundings } from './model.ts';
import { schemasAtHand } from './schemas-at-hand.ts';

/** What the rules know beside what they look at. */
export async function surroundingsOf(root: string, reviewed: Reviewed): Promise<Surroundings> {
  const [catalog, managedPolicies] = [readCatalog(), readManagedPolicies()];
  if (serviceRolesOf({ reviewed, managedPolicies }).length > 0) await schemasAtHand();
  return {
    reviewed,
    catalog,
    managedPolicies,
    keyType: keyTypes(readConditionKeys()),
    handlers: readHandlers(),
    codeOf: await readCode(root, reviewed, catalog),
  };
}
