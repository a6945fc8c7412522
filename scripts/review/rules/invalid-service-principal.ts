import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { hasSymbol } from './facts/symbols.ts';

export const invalidServicePrincipal: Rule = {
  id: 'invalid-service-principal',
  code: 'INVALID_SERVICE_PRINCIPAL_FORMAT',
  severity: 'error',
  summary: "A service principal that is no service's name",
  why: 'AWS refuses the policy (IAM policy validation check reference, "Invalid service principal format").',
  check: eachStatement(({ principals, notPrincipals }) =>
    [...principals, ...notPrincipals]
      .filter(
        ({ kind, text }) =>
          kind === 'Service' &&
          !hasSymbol(text) &&
          !/^[\w-]+(\.[\w-]+)*\.(amazonaws\.com(\.cn)?|amazonaws\.eu|amazon\.com|aws\.internal|api\.aws|aws)$/.test(
            text,
          ),
      )
      .map(({ text, path }) => ({
        path,
        message: `'${text}' is no service principal`,
        fix: '"Service": "lambda.amazonaws.com"',
      })),
  ),
};
