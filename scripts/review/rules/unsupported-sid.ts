import { textsAt } from '../../access/stated/statements.ts';
import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { isIdentity } from './facts/kinds.ts';
import { hasSymbol } from './facts/symbols.ts';

export const unsupportedSid: Rule = {
  id: 'unsupported-sid',
  code: 'UNSUPPORTED_SID',
  severity: 'error',
  summary: 'A Sid with characters that IAM does not take',
  why: 'In an identity policy, letters and digits alone (IAM User Guide, "IAM JSON policy elements: Sid").',
  check: eachStatement(({ fields, path }, document) =>
    isIdentity(document)
      ? textsAt(fields.Sid, [...path, 'Sid'])
          .filter(({ text }) => !/^[A-Za-z0-9]*$/.test(text) && !hasSymbol(text))
          .map(({ text, path: at }) => ({
            path: at,
            message: `the Sid '${text}' has other characters than letters and digits`,
            fix: `"Sid": "${text.replace(/[^A-Za-z0-9]/g, '')}"`,
          }))
      : [],
  ),
};
