import { textsAt } from '../../access/stated/statements.ts';
import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { hasSymbol } from './facts/symbols.ts';

export const invalidEffect: Rule = {
  id: 'invalid-effect',
  code: 'INVALID_EFFECT',
  severity: 'error',
  summary: 'Effect is neither Allow nor Deny',
  why: 'IAM refuses the document; letters count in their case (IAM User Guide, "IAM JSON policy elements: Effect").',
  check: eachStatement(({ fields, path }) =>
    textsAt(fields.Effect, [...path, 'Effect'])
      .filter(({ text }) => text !== 'Allow' && text !== 'Deny' && !hasSymbol(text))
      .map(({ text, path: at }) => ({
        path: at,
        message: `there is no effect '${text}'`,
        fix: /^allow$/i.test(text) ? '"Effect": "Allow"' : '"Effect": "Deny", or "Allow" where access is to be granted',
      })),
  ),
};
