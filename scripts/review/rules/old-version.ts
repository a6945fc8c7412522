import { statementsIn } from '../../access/stated/statements.ts';
import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachDocument } from './facts/checks.ts';
import { hasVariable } from './facts/symbols.ts';
import { variablesIn } from './facts/variables.ts';

export const oldVersion: Rule = {
  id: 'old-version',
  code: null,
  severity: 'suggestion',
  summary: 'A document of the version 2008-10-17',
  why: 'Policy variables that come later would be plain text in it (IAM User Guide, "IAM JSON policy elements: Version").',
  check: eachDocument((document) => {
    if (!isMap(document.value) || document.value.Version !== '2008-10-17') return [];
    // Those that are in it, variable-unsupported-in-version tells.
    const hasAny = statementsIn(document)
      .flatMap(variablesIn)
      .some(({ text }) => hasVariable(text));
    const message = 'the document is of 2008-10-17: policy variables in it would be plain text';
    return hasAny ? [] : [{ path: ['Version'], message, fix: '"Version": "2012-10-17"' }];
  }),
};
