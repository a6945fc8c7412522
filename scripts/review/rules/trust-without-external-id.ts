import type { StatedCondition } from '../../access/stated/statements.ts';
import type { Rule } from '../model.ts';
import { accountOf } from './facts/arns.ts';
import { eachAllow } from './facts/checks.ts';
import { isVoid } from './facts/conditions.ts';
import { kindOf } from './facts/kinds.ts';

export const trustWithoutExternalId: Rule = {
  id: 'trust-without-external-id',
  code: null,
  severity: 'suggestion',
  summary: "Another company's account that is trusted without an external id",
  why: 'It could be made to assume the role for another of its customers (IAM User Guide, "Access to AWS accounts owned by third parties").',
  check: eachAllow(({ principals, conditions }, document) =>
    kindOf(document) === 'trust' && conditions.every((condition) => isVoid(condition) || isEmptyId(condition))
      ? principals
          .filter(({ kind, text }) => kind === 'AWS' && !text.includes(',') && accountOf(text) !== null)
          .map(({ text, path }) => ({
            path,
            message: conditions.some(isEmptyId)
              ? `the external id is empty, which no request has: ${accountOf(text)} cannot assume the role`
              : `${accountOf(text)} may assume the role without an external id`,
            fix: '"Condition": {"StringEquals": {"sts:ExternalId": "…"}}',
          }))
      : [],
  ),
};

/** No request has an external id without characters: at least two are needed (AWS STS API Reference, "AssumeRole"). */
function isEmptyId({ lower, values }: StatedCondition): boolean {
  return lower === 'sts:externalid' && values.every(({ text }) => text === '');
}
