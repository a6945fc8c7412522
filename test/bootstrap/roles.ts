import { projectFolder } from '../../scripts/cli/project.ts';
import { settledTemplate } from '../../scripts/deployment/change/settled.ts';
import { scopeOf } from '../../scripts/deployment/template-facts.ts';
import { evaluationCase } from '../../scripts/iam/cases.ts';
import { compilePolicies, type Decision, decide } from '../../scripts/iam/decide/evaluate.ts';
import { readEnvironment, templateParameters } from '../../scripts/template/environment.ts';
import { packageStack } from '../../scripts/template/package.ts';
import { isMap, mapStrings } from './values.ts';

export const ACCOUNT = '111122223333';
const GITHUB = { GitHubRepository: 'org/repo', GitHubRepositoryWithIds: 'org@1/repo@2' };

/** The bucket of the backups. */
export const BACKUPS = `arn:aws:s3:::stackwarden-dev-backups-${ACCOUNT}-us-east-1`;

export interface Asked {
  action: string;
  resource: string;
  context?: Record<string, string | string[]>;
}

type Properties = Record<string, unknown>;

interface Bootstrap {
  propertiesOf(logicalId: string): Properties;
  /** The documents of a role: its own, and those that stand beside it. */
  policiesOf(role: string): unknown[];
}

/** The resources of the bootstrap stack in the environment `dev`, made with more parameters than its file gives. */
async function bootstrapResources(given: Record<string, string> = {}): Promise<Bootstrap> {
  const environment = await readEnvironment(projectFolder, 'dev', { DEV_ACCOUNT_ID: ACCOUNT });
  const place = { accountId: ACCOUNT, region: 'us-east-1', partition: 'aws' };
  const packaged = await packageStack({ root: projectFolder, stack: 'bootstrap', environment, identity: place });
  const parameters = { ...templateParameters(packaged.source, environment, 'bootstrap'), ...GITHUB, ...given };
  const scope = scopeOf(packaged.template, parameters, { ...place, stackName: 'stackwarden-dev-bootstrap' });
  const { resources } = settledTemplate(packaged.template, scope);
  const propertiesOf = (logicalId: string) => {
    const properties = resources[logicalId]?.properties;
    if (properties === undefined) throw new Error(`bootstrap has no ${logicalId}`);
    return properties;
  };
  const policiesOf = (role: string) => {
    const { Policies: own } = propertiesOf(role);
    if (!Array.isArray(own)) throw new Error(`${role} has no policies`);
    const beside = Object.values(resources).filter(({ type, properties: { Roles: roles } }) => {
      const isOf = (one: unknown) => isMap(one) && one.Ref === role;
      return type === 'AWS::IAM::Policy' && Array.isArray(roles) && roles.some(isOf);
    });
    const all: unknown[] = [...own, ...beside.map(({ properties }) => properties)];
    return all.map((policy) => concrete(isMap(policy) ? policy.PolicyDocument : null));
  };
  return { propertiesOf, policiesOf };
}

function decided(role: string, more: object, { action, resource, context = {} }: Asked): Decision {
  const principal = `arn:aws:iam::${ACCOUNT}:role/stackwarden-dev-${role}`;
  const request = { principal, principalAccount: ACCOUNT, resourceAccount: ACCOUNT, action, resource, context };
  const { policies, request: asked } = evaluationCase({ id: 1, ...more, request });
  return decide(asked, compilePolicies(policies)).decision;
}

/** Decides what a role of the bootstrap stack may do. */
export async function roleDecisions(given?: Record<string, string>): Promise<(role: string, asked: Asked) => Decision> {
  const { policiesOf, propertiesOf } = await bootstrapResources(given);
  const ofBucket = concrete(propertiesOf('BackupBucketPolicy').PolicyDocument);
  return (role, asked) => {
    const resourcePolicy = asked.resource.startsWith(BACKUPS) ? ofBucket : null;
    return decided(role, { identityPolicies: policiesOf(role), resourcePolicy }, asked);
  };
}

/** What the bootstrap stack says of a bucket. */
export async function bucketProperties(logicalId: string, given: Record<string, string>): Promise<Properties> {
  return (await bootstrapResources(given)).propertiesOf(logicalId);
}

/** Decides what is left of a role that a deploy makes and gives everything. */
export async function boundaryDecisions(): Promise<(asked: Asked) => Decision> {
  const permissionBoundary = concrete((await bootstrapResources()).propertiesOf('Boundary').PolicyDocument);
  const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  return (asked) => decided('made', { identityPolicies: [everything], permissionBoundary }, asked);
}

/** What CloudFormation would put in place of the names of the stack's own resources. */
function concrete(document: unknown): unknown {
  return mapStrings(document, (text) =>
    text
      .replaceAll('${BackupBucket.Arn}', BACKUPS)
      .replaceAll('${ServiceRole.Arn}', `arn:aws:iam::${ACCOUNT}:role/stackwarden-dev-cloudformation`)
      .replaceAll('${Boundary}', `arn:aws:iam::${ACCOUNT}:policy/stackwarden-dev-boundary`),
  );
}
