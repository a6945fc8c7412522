import type { ReviewedDocument, ReviewedResource } from '../../access/model.ts';
import { own } from '../../template/own.ts';
import { isMap } from '../../template/walk.ts';
import type { ExpectedStack } from './expected.ts';

/** What the repository gives to a principal, with the names that are deployed. */
export interface ExpectedPrincipal {
  inline: { names: ReadonlySet<string>; documents: ReviewedDocument[] };
  /** ARNs of the managed policies. */
  attached: string[];
  boundary: string | null;
  trust: ReviewedDocument | null;
}

const NAMING: Record<string, string[]> = {
  'AWS::IAM::Role': ['Roles', 'RoleName'],
  'AWS::IAM::User': ['Users', 'UserName'],
  'AWS::IAM::Group': ['Groups', 'GroupName'],
};

const INLINE = ['Policy', 'RolePolicy', 'UserPolicy', 'GroupPolicy'].map((type) => `AWS::IAM::${type}`);

/** Gathers it from all stacks: a policy of one stack may name a role of another. */
export function expectedPrincipal(
  stacks: readonly ExpectedStack[],
  principal: ReviewedResource,
  physicalName: string,
): ExpectedPrincipal {
  const naming = own(NAMING, principal.type) ?? [];
  const names = ({ properties }: ReviewedResource) => naming.flatMap((name) => textsIn(properties[name]));
  const policies = stacks.flatMap(({ resources, documents, deployed }) =>
    resources
      .filter((resource) => resource !== principal && names(resource).includes(physicalName))
      .map((resource) => ({ resource, documents: documents.filter((document) => isOf(document, resource)), deployed })),
  );
  const attached = stacks.flatMap(({ documents }) => documents.filter((document) => isOf(document, principal)));
  const inline = policies.filter(({ resource }) => INLINE.includes(resource.type));
  const managed = policies.filter(({ resource }) => resource.type === 'AWS::IAM::ManagedPolicy');
  const arns = managed.flatMap(({ resource, deployed }) => {
    return deployed.resources.find(({ logicalId }) => logicalId === resource.logicalId)?.physicalId ?? [];
  });
  const { ManagedPolicyArns, PermissionsBoundary, Policies } = principal.properties;
  return {
    inline: {
      names: new Set([
        ...namesIn(Policies),
        ...inline.flatMap(({ resource }) => textsIn(resource.properties.PolicyName)),
      ]),
      documents: [...attached.filter(({ kind }) => kind !== 'trust'), ...inline.flatMap(({ documents }) => documents)],
    },
    attached: [...new Set([...textsIn(ManagedPolicyArns), ...arns])],
    boundary: textsIn(PermissionsBoundary)[0] ?? null,
    trust: attached.find(({ kind }) => kind === 'trust') ?? null,
  };
}

export function isOf({ owner }: ReviewedDocument, { template, logicalId }: ReviewedResource): boolean {
  return owner?.template === template && owner.logicalId === logicalId;
}

export function textsIn(value: unknown): string[] {
  return [value].flat().filter((text) => typeof text === 'string');
}

function namesIn(policies: unknown): string[] {
  return [policies].flat().flatMap((policy) => (isMap(policy) ? textsIn(policy.PolicyName) : []));
}
