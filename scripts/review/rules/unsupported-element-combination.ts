import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const unsupportedElementCombination: Rule = {
  id: 'unsupported-element-combination',
  code: 'UNSUPPORTED_ELEMENT_COMBINATION',
  severity: 'error',
  summary: 'An element and its opposite in one statement',
  why: 'IAM refuses the document (IAM policy validation check reference, "Unsupported element combination").',
  check: eachStatement(({ fields, path }) =>
    ['Action', 'Resource', 'Principal']
      .filter((name) => name in fields && `Not${name}` in fields)
      .map((name) => ({
        path: [...path, `Not${name}`],
        message: `${name} and Not${name} stand in one statement`,
        fix: `remove one of them, or make two statements`,
      })),
  ),
};
