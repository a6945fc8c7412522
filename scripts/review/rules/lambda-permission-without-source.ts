import { textsAt } from '../../access/stated/statements.ts';
import type { Rule } from '../model.ts';
import { eachResource, type Told } from './facts/checks.ts';

export const lambdaPermissionWithoutSource: Rule = {
  id: 'lambda-permission-without-source',
  code: null,
  severity: 'warning',
  summary: 'A Lambda permission for a service without its source',
  why: 'Any customer of the service could make it invoke the function (AWS Lambda Developer Guide, "Granting function access to AWS services").',
  check: eachResource(['AWS::Lambda::Permission'], ({ properties }) => {
    const { Principal: principal, SourceArn, SourceAccount, PrincipalOrgID, EventSourceToken } = properties;
    const callers = textsAt(principal, []).map(({ text }) => text);
    const isService = callers.some((text) => /\.amazonaws\.com$|\.amazon\.com$/.test(text));
    const isNarrowed =
      textsAt(SourceArn, []).some(({ text }) => !/^[*?]|^arn:[^:]*:[^:]*:[^:]*:\*/.test(text)) ||
      (SourceArn !== undefined && textsAt(SourceArn, []).length === 0) ||
      [SourceAccount, PrincipalOrgID, EventSourceToken].some((given) => given !== undefined);
    const wrong = isService ? wrongAccount(SourceAccount) : [];
    if (!isService || isNarrowed) return wrong;
    return [
      {
        path: ['Principal'],
        message: `${callers.join()} may invoke the function for anyone`,
        fix: 'SourceAccount: !Ref AWS::AccountId, and SourceArn where it is known',
      },
    ];
  }),
};

/** A number loses the zeros before it. */
function wrongAccount(given: unknown): Told[] {
  const text = typeof given === 'number' ? String(given) : given;
  if (typeof text !== 'string' || !/^\d+$/.test(text) || text.length === 12) return [];
  return [
    {
      path: ['SourceAccount'],
      message: `SourceAccount has ${text.length} digits, and an account id has twelve`,
      fix: 'SourceAccount: !Ref AWS::AccountId, or the twelve digits in quotes',
    },
  ];
}
