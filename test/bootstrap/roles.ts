import { projectFolder } from '../../scripts/cli/project.ts';
import { settledTemplate } from '../../scripts/deployment/change/settled.ts';
import { scopeOf } from '../../scripts/deployment/template-facts.ts';
import { evaluationCase } from '../../scripts/iam/cases.ts';
import { compilePolicies, type Decision, decide } from '../../scripts/iam/decide/evaluate.ts';
import { readEnvironment, templateParameters } from '../../scripts/template/environment.ts';
import { packageStack } from '../../scripts/template/package.ts';
import { isMap, mapStrings } from './values.ts';

export const ACCOUNT = '111122223333';
export const GITHUB = { GitHubRepository: 'org/repo', GitHubRepositoryWithIds: 'org@1/repo@2' };

export interface Asked {
  action: string;
  resource: string;
  context?: Record<string, string | string[]>;
}

type Properties = Record<string, unknown>;

/** The properties of the bootstrap stack's resources in the environment `dev`. */
async function bootstrapResources(): Promise<(logicalId: string) => Properties> {
  const environment = await readEnvironment(projectFolder, 'dev', { DEV_ACCOUNT_ID: ACCOUNT });
  const place = { accountId: ACCOUNT, region: 'us-east-1', partition: 'aws' };
  const packaged = await packageStack({ root: projectFolder, stack: 'bootstrap', environment, identity: place });
  const parameters = { ...templateParameters(packaged.source, environment, 'bootstrap'), ...GITHUB };
  const scope = scopeOf(packaged.template, parameters, { ...place, stackName: 'stackwarden-dev-bootstrap' });
  const { resources } = settledTemplate(packaged.template, scope);
  return (logicalId) => {
    const properties = resources[logicalId]?.properties;
    if (properties === undefined) throw new Error(`bootstrap has no ${logicalId}`);
    return properties;
  };
}

function decided(role: string, more: object, { action, resource, context = {} }: Asked): Decision {
  const principal = `arn:aws:iam::${ACCOUNT}:role/stackwarden-dev-${role}`;
  const request = { principal, principalAccount: ACCOUNT, resourceAccount: ACCOUNT, action, resource, context };
  const { policies, request: asked } = evaluationCase({ id: 1, ...more, request });
  return decide(asked, compilePolicies(policies)).decision;
}

/** Decides what a role of the bootstrap stack may do. */
export async function roleDecisions(): Promise<(role: string, asked: Asked) => Decision> {
  const propertiesOf = await bootstrapResources();
  return (role, asked) => {
    const { Policies: policies } = propertiesOf(role);
    if (!Array.isArray(policies)) throw new Error(`${role} has no policies`);
    const identityPolicies = policies.map((policy) => concrete(isMap(policy) ? policy.PolicyDocument : null));
    return decided(role, { identityPolicies }, asked);
  };
}

/** Decides what is left of a role that a deploy makes and gives everything. */
export async function boundaryDecisions(): Promise<(asked: Asked) => Decision> {
  const permissionBoundary = concrete((await bootstrapResources())('Boundary').PolicyDocument);
  const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  return (asked) => decided('made', { identityPolicies: [everything], permissionBoundary }, asked);
}

/** What CloudFormation would put in place of the names of the stack's own resources. */
function concrete(document: unknown): unknown {
  return mapStrings(document, (text) =>
    text
      .replaceAll('${ServiceRole.Arn}', `arn:aws:iam::${ACCOUNT}:role/stackwarden-dev-cloudformation`)
      .replaceAll('${Boundary}', `arn:aws:iam::${ACCOUNT}:policy/stackwarden-dev-boundary`),
  );
}
