import { isWild } from '../../access/stated/actions.ts';
import type { Catalog } from '../../iam/catalog/catalog.ts';
import { nearNames } from '../../template/near-names.ts';
import type { Rule } from '../model.ts';
import { resourceArns } from './facts/arns.ts';
import { eachStatement } from './facts/checks.ts';

export const invalidService: Rule = {
  id: 'invalid-service',
  code: 'INVALID_SERVICE',
  severity: 'error',
  summary: 'An ARN of a service that there is not',
  why: 'It names nothing (Service Authorization Reference).',
  check: eachStatement((statement, _, { catalog }) =>
    resourceArns(statement)
      .filter(
        ({ service }) =>
          service !== '' &&
          !isWild(service) &&
          !/[A-Z]/.test(service) &&
          !catalog.service(service) &&
          !servicesOfArns(catalog).has(service),
      )
      .map(({ service, path }) => ({
        path,
        message: `there is no service '${service}'`,
        fix: nearNames(service, catalog.services).map((near) => `write ${near}`)[0] ?? 'write the name of a service',
      })),
  ),
};

const known = new WeakMap<Catalog, Set<string>>();

/** Some services' ARNs carry another name than their actions; to know them all takes the whole catalog. */
function servicesOfArns(catalog: Catalog): Set<string> {
  const found = known.get(catalog) ?? new Set(catalog.services.flatMap((prefix) => namesIn(catalog, prefix)));
  known.set(catalog, found);
  return found;
}

function namesIn(catalog: Catalog, prefix: string): string[] {
  const types = [...(catalog.service(prefix)?.resourceTypes.values() ?? [])];
  return types.flatMap(({ arnFormats }) => arnFormats.map((format) => format.split(':')[2] ?? ''));
}
