import { scalarText } from '../../template/scalar-text.ts';
import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { hasSymbol, hasVariable } from './facts/symbols.ts';
import { variablesIn } from './facts/variables.ts';

export const variableUnsupportedInVersion: Rule = {
  id: 'variable-unsupported-in-version',
  code: 'VARIABLE_UNSUPPORTED_IN_VERSION',
  severity: 'error',
  summary: 'A policy variable in a document of 2008-10-17',
  why: 'There it is plain text (IAM User Guide, "IAM JSON policy elements: Version").',
  check: eachStatement((statement, { value }) =>
    isMap(value) &&
    value.Version !== '2012-10-17' &&
    ![value.Version].flat().some((version) => hasSymbol(scalarText(version)))
      ? variablesIn(statement)
          .filter(({ text }) => hasVariable(text))
          .map(({ body, path }) => ({
            path,
            message: `\${${body}} is plain text in a document of this version`,
            fix: '"Version": "2012-10-17"',
          }))
      : [],
  ),
};
