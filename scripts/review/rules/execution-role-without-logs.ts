import type { ReviewedResource, ReviewedTemplate } from '../../access/model.ts';
import { covers, patternFor } from '../../access/stated/actions.ts';
import { statementsIn, textsAt } from '../../access/stated/statements.ts';
import type { Rule, Surroundings } from '../model.ts';
import { executionRoles } from './facts/execution-roles.ts';
import { documentsOfPrincipal } from './facts/owners.ts';

const WRITES = 'logs:PutLogEvents';

export const executionRoleWithoutLogs: Rule = {
  id: 'execution-role-without-logs',
  code: null,
  severity: 'warning',
  summary: 'A function that cannot write its log',
  why: 'What it did, and why it failed, cannot be told (AWS Lambda Developer Guide, "Sending Lambda function logs to CloudWatch Logs": the execution role).',
  check: {
    of: 'template',
    look: (template, all) =>
      executionRoles(template)
        .filter(({ roleId }) => !mayWrite(roleId, template, all))
        .map(({ functionId, roleId, trust }) => ({
          message: `${functionId} runs as ${roleId}, which may not write its log`,
          fix: '{"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/name:*"}',
          at: template.resources.find(({ logicalId }) => logicalId === roleId)?.keyAt([]) ?? trust.at([]),
          logicalId: roleId,
          statement: null,
        })),
  },
};

/** True where a policy is attached that is not known before deploying. */
function mayWrite(roleId: string, { file, resources }: ReviewedTemplate, { reviewed, managedPolicies }: Surroundings) {
  const role = resources.find(({ logicalId }) => logicalId === roleId);
  const written = documentsOfPrincipal(`${file}#${roleId}`, reviewed).filter(({ kind }) => kind === 'identity');
  if (written.flatMap(statementsIn).some((one) => one.effect === 'Allow' && patternFor(one, WRITES) !== null))
    return true;
  return attached(role, resources).some((arn) => {
    const document = managedPolicies.documentOf(arn.replace('${AWS::Partition}', 'aws'));
    return document === null || actionsIn(document).some((action) => covers(action, WRITES));
  });
}

/** ARNs of policies that the template does not make; a list that is not known counts as one. */
function attached(role: ReviewedResource | undefined, resources: readonly ReviewedResource[]): string[] {
  const { ManagedPolicyArns: arns } = role?.properties ?? {};
  const texts = textsAt(arns, []).map(({ text }) => text);
  const own = resources.filter(({ type }) => type === 'AWS::IAM::ManagedPolicy').map(({ logicalId }) => logicalId);
  return texts.filter((text) => !own.some((id) => text.endsWith(`\${${id}}`)));
}

function actionsIn(document: unknown): string[] {
  const statement = (document as { Statement?: unknown }).Statement;
  return [statement].flat().flatMap((one) => {
    const { Effect, Action } = one as { Effect?: unknown; Action?: unknown };
    return Effect === 'Allow' ? textsAt(Action, []).map(({ text }) => text) : [];
  });
}
