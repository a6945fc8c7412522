import { textsAt } from '../../access/stated/statements.ts';
import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';

export const publicLambdaPermission: Rule = {
  id: 'public-lambda-permission',
  code: null,
  severity: 'error',
  summary: 'A Lambda function that anyone may invoke',
  why: 'Principal "*" is everyone (AWS Lambda Developer Guide, "Control access to Lambda function URLs").',
  check: eachResource(['AWS::Lambda::Permission', 'AWS::Lambda::LayerVersionPermission'], ({ properties }) =>
    textsAt(properties.Principal, ['Principal'])
      .filter(
        ({ text }) =>
          text === '*' &&
          [properties.PrincipalOrgID, properties.OrganizationId, properties.SourceAccount].every(
            (given) => given === undefined,
          ),
      )
      .map(({ path }) => ({
        path,
        message: 'anyone may invoke or use it',
        fix: 'name an account or a service, or set PrincipalOrgID',
      })),
  ),
};
