import { statementsIn } from '../../access/stated/statements.ts';
import type { Rule } from '../model.ts';
import { eachDocument } from './facts/checks.ts';

export const redundantStatement: Rule = {
  id: 'redundant-statement',
  code: 'REDUNDANT_STATEMENT',
  severity: 'suggestion',
  summary: 'A statement that stands in the document twice',
  why: 'Who changes the one leaves the other (IAM policy validation check reference, "Redundant statement").',
  check: eachDocument((document) => {
    const texts = statementsIn(document).map(({ fields, path }) => ({
      path,
      text: JSON.stringify({ ...fields, Sid: undefined }),
    }));
    return texts
      .filter(({ text }, index) => texts.findIndex((other) => other.text === text) < index)
      .map(({ path }) => ({ path, message: 'the same statement stands further up', fix: 'remove one of them' }));
  }),
};
