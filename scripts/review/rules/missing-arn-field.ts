import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { hasSymbol, withSymbols } from './facts/symbols.ts';

export const missingArnField: Rule = {
  id: 'missing-arn-field',
  code: 'MISSING_ARN_FIELD',
  severity: 'error',
  summary: 'An ARN with fewer than six parts',
  why: 'IAM refuses the document, or the resource is none that there is (IAM User Guide, "Amazon Resource Names").',
  check: eachStatement(({ resources, notResources }) =>
    [...resources, ...notResources]
      .filter(
        ({ text }) =>
          text.startsWith('arn:') &&
          !/\*$/.test(text) &&
          withSymbols(text, 'x').split(':').length < 6 &&
          !/\$\{[\w.]*Arn\}/i.test(text),
      )
      .filter(({ text }) => !hasSymbol(text) || withSymbols(text, 'x').split(':').length < 5)
      .map(({ text, path }) => ({
        path,
        message: `the ARN '${text}' has fewer than six parts`,
        fix: 'arn:aws:service:region:account:resource',
      })),
  ),
};
