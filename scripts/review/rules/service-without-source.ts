import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { isOfAnyAccount, isVoid } from './facts/conditions.ts';
import { grants } from './facts/granting.ts';
import { kindOf } from './facts/kinds.ts';

const SOURCE =
  /^(aws:source(arn|account|orgid|orgpaths|owner|vpce?)|aws:referer|kms:(encryptioncontext|viaservice|calleraccount|grantisforawsresource|encryptioncontextkeys).*|aws:principal.*|aws:calledvia.*)$/;
/** They call for the account itself alone. */
const OWN = /^(ec2|ecs-tasks|edgelambda)\.amazonaws\.com$/;

export const serviceWithoutSource: Rule = {
  id: 'service-without-source',
  code: 'RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL',
  severity: 'warning',
  summary: 'A service that anyone can make act',
  why: 'Any customer of the service could make it call: the confused deputy (IAM User Guide, "The confused deputy problem").',
  check: eachAllow((statement, document, all) => {
    const { principals, conditions } = statement;
    const services = principals.filter(({ kind, text }) => kind === 'Service' && !OWN.test(text));
    if (
      kindOf(document) !== 'resource' ||
      document.kind === 'unknown' ||
      document.owner?.type === 'AWS::Lambda::Permission' ||
      services.length === 0 ||
      conditions.some(
        (condition) =>
          SOURCE.test(condition.lower) &&
          !isVoid(condition) &&
          !condition.values.some(({ text }) => isOfAnyAccount(condition, text)),
      )
    )
      return [];
    return grants(statement, document, all)
      ? services.map(({ text, path }) => ({
          path,
          message: `${text} may act here for anyone`,
          fix: '"Condition": {"StringEquals": {"aws:SourceAccount": "${AWS::AccountId}"}}',
        }))
      : [];
  }),
};
