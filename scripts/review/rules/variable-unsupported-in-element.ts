import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { hasVariable } from './facts/symbols.ts';

export const variableUnsupportedInElement: Rule = {
  id: 'variable-unsupported-in-element',
  code: 'VARIABLE_UNSUPPORTED_IN_ELEMENT',
  severity: 'error',
  summary: 'A policy variable where IAM fills none in',
  why: 'In Resource and Condition alone (IAM User Guide, "IAM policy elements: Variables and tags").',
  check: eachStatement(({ actions, notActions, principals, notPrincipals }) =>
    [...actions, ...notActions, ...principals, ...notPrincipals]
      .filter(({ text }) => hasVariable(text))
      .map(({ text, path }) => ({
        path,
        message: `no variable is filled in here: '${text}'`,
        fix: 'name the actions or principals, and compare with a condition',
      })),
  ),
};
