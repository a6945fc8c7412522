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

interface Asked {
  action: string;
  resource: string;
  context?: Record<string, string | string[]>;
}

/** Decides what a role of the bootstrap stack may do in the environment `dev`. */
export async function roleDecisions(): Promise<(role: string, asked: Asked) => Decision> {
  const environment = await readEnvironment(projectFolder, 'dev', { DEV_ACCOUNT_ID: ACCOUNT });
  const place = { accountId: ACCOUNT, region: 'us-east-1', partition: 'aws' };
  const packaged = await packageStack({ root: projectFolder, stack: 'bootstrap', environment, identity: place });
  const parameters = { ...templateParameters(packaged.source, environment, 'bootstrap'), ...GITHUB };
  const scope = scopeOf(packaged.template, parameters, { ...place, stackName: 'stackwarden-dev-bootstrap' });
  const { resources } = settledTemplate(packaged.template, scope);
  const policiesOf = (role: string) => {
    const policies = resources[role]?.properties.Policies;
    if (!Array.isArray(policies)) throw new Error(`bootstrap has no role ${role}`);
    return policies.map((policy) => concrete(isMap(policy) ? policy.PolicyDocument : null));
  };
  return (role, { action, resource, context = {} }) => {
    const principal = `arn:aws:iam::${ACCOUNT}:role/stackwarden-dev-${role}`;
    const request = { principal, principalAccount: ACCOUNT, resourceAccount: ACCOUNT, action, resource, context };
    const { policies, request: asked } = evaluationCase({ id: 1, identityPolicies: policiesOf(role), request });
    return decide(asked, compilePolicies(policies)).decision;
  };
}

/** What CloudFormation would put in place of the names of the stack's own resources. */
function concrete(document: unknown): unknown {
  return mapStrings(document, (text) =>
    text
      .replaceAll('${ServiceRole.Arn}', `arn:aws:iam::${ACCOUNT}:role/stackwarden-dev-cloudformation`)
      .replaceAll('${Boundary}', `arn:aws:iam::${ACCOUNT}:policy/stackwarden-dev-boundary`),
  );
}
