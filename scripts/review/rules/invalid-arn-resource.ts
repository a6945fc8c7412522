import type { Catalog } from '../../iam/catalog/catalog.ts';
import type { Rule } from '../model.ts';
import { arnFault, resourceArns } from './facts/arns.ts';
import { eachStatement } from './facts/checks.ts';

export const invalidArnResource: Rule = {
  id: 'invalid-arn-resource',
  code: 'INVALID_ARN_RESOURCE',
  severity: 'error',
  summary: 'An ARN of a resource type that the service does not have',
  why: 'It names nothing (Service Authorization Reference).',
  check: eachStatement((statement, _, { catalog }) =>
    resourceArns(statement)
      .filter((arn) => arnFault(catalog, arn) === 'resource')
      .map((arn) => ({
        path: arn.path,
        message: `${arn.service} has no resource type '${arn.resource.split(/[:/]/)[0]}'`,
        fix: `write an ARN such as ${exampleOf(arn.service, catalog)}`,
      })),
  ),
};

function exampleOf(service: string, catalog: Catalog): string {
  const types = [...(catalog.service(service)?.resourceTypes.values() ?? [])];
  return types[0]?.arnFormats[0] ?? 'arn:aws:service:region:account:type/name';
}
