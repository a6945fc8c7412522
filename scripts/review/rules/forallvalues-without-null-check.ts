import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { typeOf } from './facts/conditions.ts';
import { isGranting } from './facts/kinds.ts';

/** Requests without tags or attributes are meant to pass. */
const OPTIONAL = /^(aws:tagkeys|dynamodb:attributes)$/;

export const forallvaluesWithoutNullCheck: Rule = {
  id: 'forallvalues-without-null-check',
  code: null,
  severity: 'warning',
  summary: 'ForAllValues in an Allow without a check that the key is there',
  why: 'It is true for requests without the key, so the Allow covers them (IAM User Guide, "Set operators for multivalued context keys").',
  check: eachAllow(({ conditions }, document, all) =>
    isGranting(document)
      ? conditions
          .filter(
            (condition) =>
              condition.means?.quantifier === 'ForAllValues' &&
              condition.means.operator !== 'Null' &&
              !OPTIONAL.test(condition.lower) &&
              typeOf(condition, all)?.multivalued === true,
          )
          .filter(
            ({ lower }) =>
              !conditions.some((other) => other.lower === lower && other.means?.quantifier !== 'ForAllValues'),
          )
          .map(({ key, path }) => ({
            path,
            message: `the Allow covers requests without ${key}`,
            fix: `"Null": {"${key}": "false"}`,
          }))
      : [],
  ),
};
