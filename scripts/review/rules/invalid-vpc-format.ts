import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { conditionsOn } from './facts/conditions.ts';

export const invalidVpcFormat: Rule = {
  id: 'invalid-vpc-format',
  code: 'INVALID_VPC_FORMAT',
  severity: 'error',
  summary: "aws:SourceVpc with what is no VPC's id",
  why: 'It never matches (IAM policy validation check reference, "Invalid vpc format").',
  check: eachStatement(({ conditions }) =>
    conditionsOn({ conditions }, /^aws:sourcevpc$/)
      .flatMap(({ means, values }) => (means?.operator === 'Null' ? [] : values))
      .filter(({ text }) => !/^vpc-([0-9a-z]{8}|[0-9a-z]{17})$/.test(text) && !/[*?$<]/.test(text))
      .map(({ text, path }) => ({
        path,
        message: `'${text}' is no VPC's id`,
        fix: 'write vpc- and 8 or 17 characters',
      })),
  ),
};
