import { covers } from '../../access/stated/actions.ts';
import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';
import { ownerService } from './facts/services.ts';
import { hasSymbol } from './facts/symbols.ts';

export const unsupportedActionInPolicy: Rule = {
  id: 'unsupported-action-in-policy',
  code: 'UNSUPPORTED_ACTION_IN_POLICY',
  severity: 'error',
  summary: "An action of another service in a resource's policy",
  why: 'AWS refuses the policy (IAM policy validation check reference, "Unsupported action in policy").',
  check: eachStatement(({ actions, notActions }, document) => {
    const service = ownerService(document);
    if (service === null) return [];
    return [...actions, ...notActions]
      .filter(
        ({ text }) =>
          text.includes(':') &&
          !hasSymbol(text) &&
          !covers(`${text.split(':')[0]}:*`, `${service}:x`) &&
          !(service === 's3' && /^s3-/i.test(text)),
      )
      .map(({ text, path }) => ({
        path,
        message: `${text} cannot stand in ${kindOf(document) === 'trust' ? 'a trust policy' : `a policy of ${service}`}`,
        fix: 'grant it in a policy of its own service or of the caller',
      }));
  }),
};
