import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { grants } from './facts/granting.ts';
import { isGranting } from './facts/kinds.ts';

export const cancelledAllow: Rule = {
  id: 'cancelled-allow',
  code: null,
  severity: 'suggestion',
  summary: "An Allow that the document's own Denies cancel",
  why: 'It grants nothing, and a reader thinks that it does (IAM User Guide, "Policy evaluation logic": an explicit Deny wins).',
  check: eachAllow((statement, document, all) =>
    isGranting(document) && !grants(statement, document, all)
      ? [
          {
            path: statement.path,
            message: 'the statement grants nothing: Denies of this document cancel it',
            fix: 'remove it, or narrow the Deny',
          },
        ]
      : [],
  ),
};
