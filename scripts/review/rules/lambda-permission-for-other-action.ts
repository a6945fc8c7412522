import { textsAt } from '../../access/stated/statements.ts';
import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';
import { hasSymbol } from './facts/symbols.ts';

export const lambdaPermissionForOtherAction: Rule = {
  id: 'lambda-permission-for-other-action',
  code: null,
  severity: 'warning',
  summary: 'A Lambda permission for more than invoking',
  why: 'A service that invokes a function needs lambda:InvokeFunction; what the function itself may do belongs into its execution role (AWS Lambda Developer Guide, "Using resource-based policies for Lambda").',
  check: eachResource(['AWS::Lambda::Permission'], ({ properties }) =>
    textsAt(properties.Action, ['Action'])
      .filter(({ text }) => !/^lambda:Invoke(Function(Url)?|Async)$/i.test(text) && !hasSymbol(text))
      .map(({ text, path }) => ({
        path,
        message: `${text} is more than to invoke the function, or none of its actions`,
        fix: 'Action: lambda:InvokeFunction',
      })),
  ),
};
