import type { Catalog } from '../../iam/catalog/catalog.ts';
import type { Rule } from '../model.ts';
import { arnFault, resourceArns, type WrittenArn } from './facts/arns.ts';
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
      .map((arn) => ({ path: arn.path, ...toldOf(arn, catalog) })),
  ),
};

/** A type that there is, in an ARN of another form, or one that there is not. */
function toldOf(arn: WrittenArn, catalog: Catalog): { message: string; fix: string } {
  const type = typeIn(arn.resource);
  const types = [...(catalog.service(arn.service)?.resourceTypes.values() ?? [])];
  const formats = types.flatMap(({ arnFormats }) => arnFormats);
  const alike = formats.find((format) => typeIn(format.split(':').slice(5).join(':')) === type);
  const [first = 'arn:aws:service:region:account:type/name'] = formats;
  return alike === undefined
    ? { message: `${arn.service} has no resource type '${type}'`, fix: `write an ARN such as ${first}` }
    : { message: `no ${type} of ${arn.service} has an ARN of this form`, fix: `write it as ${alike}` };
}

function typeIn(resource: string): string {
  return resource.split(/[:/]/)[0] ?? '';
}
