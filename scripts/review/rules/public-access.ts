import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { restrictsCaller } from './facts/conditions.ts';
import { grants } from './facts/granting.ts';
import { kindOf } from './facts/kinds.ts';
import { isEveryone, isShutByDeny } from './facts/public.ts';

/** They narrow what others grant, the API authorises its callers itself, or public-lambda-permission tells it. */
const EXEMPT = [
  'AWS::EC2::VPCEndpoint',
  'AWS::ApiGateway::RestApi',
  'AWS::Serverless::Api',
  'AWS::Lambda::Permission',
  'AWS::Lambda::LayerVersionPermission',
];

export const publicAccess: Rule = {
  id: 'public-access',
  code: null,
  severity: 'error',
  summary: 'A resource that anyone can reach',
  why: 'Principal "*" is everyone, anonymous callers included, and no condition keeps them out (IAM User Guide, "AWS JSON policy elements: Principal").',
  check: eachAllow((statement, document, all) => {
    const everyone = statement.principals.find(isEveryone);
    if (kindOf(document) !== 'resource' || EXEMPT.includes(document.owner?.type ?? '') || !everyone) return [];
    if (restrictsCaller(statement) || isShutByDeny(statement, document) || !grants(statement, document, all)) return [];
    return [
      {
        path: everyone.path,
        message: `anyone is allowed ${statement.actions
          .slice(0, 3)
          .map(({ text }) => text)
          .join(', ')}${statement.conditions.length > 0 ? ': the condition keeps nobody out' : ''}`,
        fix: '"Principal": {"AWS": "arn:aws:iam::${AWS::AccountId}:role/name"}',
      },
    ];
  }),
};
