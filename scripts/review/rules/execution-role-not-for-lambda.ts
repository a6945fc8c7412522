import { covers } from '../../access/stated/actions.ts';
import { statementsIn } from '../../access/stated/statements.ts';
import type { Rule } from '../model.ts';
import { type ExecutionRole, executionRoles } from './facts/execution-roles.ts';
import { hasSymbol } from './facts/symbols.ts';

export const executionRoleNotForLambda: Rule = {
  id: 'execution-role-not-for-lambda',
  code: null,
  severity: 'error',
  summary: 'A function whose role Lambda cannot assume',
  why: 'The deploy fails: what a function may do is its execution role, which trusts lambda.amazonaws.com; who may invoke it is its resource policy (AWS Lambda Developer Guide, "Defining Lambda function permissions with an execution role").',
  check: {
    of: 'template',
    look: (template) =>
      executionRoles(template)
        .filter((role) => !trustsLambda(role))
        .map(({ functionId, roleId, trust }) => ({
          message: `${functionId} runs as ${roleId}, and Lambda cannot assume that role`,
          fix: '"Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"',
          at: trust.at(['Statement']),
          logicalId: roleId,
          statement: null,
        })),
  },
};

function trustsLambda({ trust }: ExecutionRole): boolean {
  return statementsIn(trust).some(
    ({ effect, actions, principals }) =>
      effect !== 'Deny' &&
      actions.some(({ text }) => covers(text, 'sts:AssumeRole') || hasSymbol(text)) &&
      principals.some(({ text }) => text === 'lambda.amazonaws.com' || text === '*' || hasSymbol(text)),
  );
}
