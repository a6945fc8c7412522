import type { Catalog, ResourceType } from '../../iam/catalog/catalog.ts';
import { nearNames } from '../../template/near-names.ts';
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
  if (alike !== undefined)
    return { message: `no ${type} of ${arn.service} has an ARN of this form`, fix: `write it as ${pasted(alike)}` };
  const [format = 'arn:aws:service:region:account:type/name'] = likeliest(type, arn.service, catalog)?.arnFormats ?? [];
  const what = type === '' ? `${arn.service} has no ARN of this form` : `${arn.service} has no resource type '${type}'`;
  return { message: what, fix: `write an ARN such as ${pasted(format)}` };
}

/** Of a name like the one that is written or within it; else the one that most actions of the service work on. */
function likeliest(written: string, service: string, catalog: Catalog): ResourceType | undefined {
  const { resourceTypes, actions } = catalog.service(service) ?? {};
  const types = [...(resourceTypes?.values() ?? [])].filter((type) => type.arnFormats[0]?.split(':')[2] === service);
  const named = (name: string) => types.find((type) => type.name === name);
  const names = types.map(({ name }) => name).sort((one, other) => other.length - one.length);
  const [near = names.find((name) => written.includes(name))] = nearNames(written, names);
  if (near !== undefined) return named(near);
  const worked = [...(actions?.values() ?? [])].flatMap(({ resources }) => resources.map(({ type }) => type.name));
  const uses = (name: string) => worked.filter((one) => one === name).length;
  return named([...names].sort((one, other) => uses(other) - uses(one))[0] ?? '');
}

/** The reference's variables of where, by CloudFormation's names. */
function pasted(format: string): string {
  const names = { Partition: 'AWS::Partition', Region: 'AWS::Region', Account: 'AWS::AccountId' };
  return Object.entries(names).reduce((text, [from, to]) => text.replaceAll(`\${${from}}`, `\${${to}}`), format);
}

function typeIn(resource: string): string {
  return resource.split(/[:/]/)[0] ?? '';
}
