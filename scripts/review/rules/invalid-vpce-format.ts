import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { conditionsOn } from './facts/conditions.ts';

export const invalidVpceFormat: Rule = {
  id: 'invalid-vpce-format',
  code: 'INVALID_VPCE_FORMAT',
  severity: 'error',
  summary: "aws:SourceVpce with what is no endpoint's id",
  why: 'It never matches (IAM policy validation check reference, "Invalid vpce format").',
  check: eachStatement(({ conditions }) =>
    conditionsOn({ conditions }, /^aws:sourcevpce$/)
      .flatMap(({ means, values }) => (means?.operator === 'Null' ? [] : values))
      .filter(({ text }) => !/^vpce-([0-9a-z]{8}|[0-9a-z]{17})$/.test(text) && !/[*?$<]/.test(text))
      .map(({ text, path }) => ({
        path,
        message: `'${text}' is no VPC endpoint's id`,
        fix: 'write vpce- and 8 or 17 characters',
      })),
  ),
};
