import { statementsIn } from '../../access/stated/statements.ts';
import type { Rule } from '../model.ts';
import { executionRoles } from './facts/execution-roles.ts';

/** They invoke functions: what they need is a Lambda permission, not the function's role. */
const SOURCES =
  /^(s3|sns|sqs|events|scheduler|apigateway|logs(\.[\w-]+)?|dynamodb|kinesis|cognito-idp|config|ses|iot)\.amazonaws\.com$/;

export const executionRoleForEventSource: Rule = {
  id: 'execution-role-for-event-source',
  code: null,
  severity: 'warning',
  summary: 'A function whose role the source of its events can assume',
  why: 'Execution and invocation are confused: the source gets what the function may do, and still may not invoke it; that is granted by AWS::Lambda::Permission (AWS Lambda Developer Guide, "Managing permissions in AWS Lambda").',
  check: {
    of: 'template',
    look: (template) =>
      executionRoles(template).flatMap(({ functionId, roleId, trust }) =>
        statementsIn(trust).flatMap(({ effect, principals, index }) =>
          (effect === 'Allow' ? principals : [])
            .filter(({ kind, text }) => kind === 'Service' && SOURCES.test(text))
            .map(({ text, path }) => ({
              message: `${text} can assume the role of ${functionId} and do what the function may do`,
              fix: `remove it, and add AWS::Lambda::Permission with Principal: ${text}`,
              at: trust.at(path),
              logicalId: roleId,
              statement: index,
            })),
        ),
      ),
  },
};
