import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const emptySid: Rule = {
  id: 'empty-sid',
  code: 'EMPTY_SID_VALUE',
  severity: 'suggestion',
  summary: 'An empty Sid',
  why: 'It names nothing (IAM policy validation check reference, "Empty Sid value").',
  check: eachStatement(({ fields, path }) =>
    fields.Sid === ''
      ? [{ path: [...path, 'Sid'], message: 'the Sid is empty', fix: 'give it a name or remove it' }]
      : [],
  ),
};
