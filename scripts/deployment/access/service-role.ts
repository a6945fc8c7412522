import { type Lack, type ServiceRole, serviceRolesOf } from '../../access/deploying/service-roles.ts';
import { readOwn } from '../../access/layout.ts';
import type { Reviewed, ReviewedDocument, ReviewedResource } from '../../access/model.ts';
import { stackOf } from '../../access/read/stacks.ts';
import { UserError } from '../../cli/errors.ts';
import type { ManagedPolicies } from '../../iam/catalog/managed-policies.ts';
import { type Environment, stackName, templateParameters } from '../../template/environment.ts';
import { packageStack } from '../../template/package.ts';
import { listStacks, readTemplate } from '../../template/repository.ts';
import type { Position } from '../../template/source.ts';
import { isMap } from '../../template/walk.ts';
import { madeRoles, type Place, scopeOf } from '../template-facts.ts';
import { fileOf, readStacks, type StackText, settledText } from './texts.ts';

/** The role that an environment deploys with. */
export interface DeployingRole {
  role: ServiceRole;
  /** The stacks as they will be, the role's among them. */
  reviewed: Reviewed;
  /** Where a person finds what keeps the role from an action. */
  whereIs(lack: Lack): Position;
}

export interface RoleSearch {
  root: string;
  environment: Environment;
  /** The service role's name. */
  name: string;
  managedPolicies: ManagedPolicies;
}

/** @returns null when no stack of the repository makes a role of that name for CloudFormation */
export async function deployingRole(search: RoleSearch, after: readonly StackText[]): Promise<DeployingRole | null> {
  const { root, managedPolicies, name } = search;
  const maker = after.find((one) => makes(one, name)) ?? (await makerElsewhere(search, after));
  if (maker === null) return null;
  const reviewed = await readStacks([...after.filter((one) => one !== maker), maker].map(settledText));
  const symbolic = name.replaceAll(maker.place.accountId, '${AWS::AccountId}');
  const role = serviceRolesOf({ reviewed, managedPolicies }).find(
    ({ resource }) => resource.template === fileOf(maker.stack) && resource.properties.RoleName === symbolic,
  );
  if (role === undefined) return null;
  const inFile = await writtenRole(root, maker.stack, role.resource.logicalId, managedPolicies);
  return { role, reviewed, whereIs: (lack) => positionIn(inFile, role, lack) };
}

function makes({ template, parameters, place }: StackText, name: string): boolean {
  return madeRoles(template, scopeOf(template, parameters, place)).includes(name);
}

/** Only the template that makes the role is packaged: to bundle the functions of all others would take long. */
async function makerElsewhere(search: RoleSearch, after: readonly StackText[]): Promise<StackText | null> {
  const { root, environment, name } = search;
  const [known] = after;
  if (known === undefined) return null;
  const others = (await listStacks(root)).filter((stack) => after.every((one) => one.stack !== stack));
  for (const stack of others) {
    const text = await written(search, stack, known.place);
    if (text === null || !makes(text, name)) continue;
    const { template } = await packageStack({ root, stack, environment, identity: text.place });
    return { ...text, template };
  }
  return null;
}

/** A stack before it is packaged; null for one that is not deployed here, or has mistakes: they are told when it is. */
async function written({ root, environment }: RoleSearch, stack: string, near: Place): Promise<StackText | null> {
  const { skip = null, byPeople, region } = environment.stacks[stack] ?? {};
  if (skip !== null && !byPeople) return null;
  try {
    const source = await readTemplate(root, stack);
    if (!isMap(source.value)) return null;
    const parameters = templateParameters(source, environment, stack);
    const place = { ...near, region: region ?? environment.region, stackName: stackName(environment, stack) };
    return { stack, template: source.value, parameters, place };
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** The role as the repository has it: with the lines of its policies. */
async function writtenRole(root: string, stack: string, logicalId: string, managedPolicies: ManagedPolicies) {
  const reviewed = await readOwn(root);
  const isIt = (resource: ReviewedResource) => stackOf(resource.template) === stack && resource.logicalId === logicalId;
  return serviceRolesOf({ reviewed, managedPolicies }).find(({ resource }) => isIt(resource)) ?? null;
}

function positionIn(written: ServiceRole | null, role: ServiceRole, { at, document, path }: Lack): Position {
  if (written === null) return at;
  if (document === null) return written.resource.keyAt([]);
  const twin =
    document === role.boundary
      ? written.boundary
      : alike(written.policies, document, placeAmong(role.policies, document));
  return twin?.at(path) ?? written.resource.keyAt([]);
}

/** Documents of one resource stand in the same order on both sides, unless a condition leaves one out. */
function alike(all: readonly ReviewedDocument[], { owner }: ReviewedDocument, place: number) {
  return all.filter((one) => one.owner?.logicalId === owner?.logicalId)[place] ?? null;
}

function placeAmong(all: readonly ReviewedDocument[], document: ReviewedDocument): number {
  return all.filter(({ owner }) => owner?.logicalId === document.owner?.logicalId).indexOf(document);
}
