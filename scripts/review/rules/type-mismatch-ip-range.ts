import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { isIpRange } from './facts/ip.ts';

export const typeMismatchIpRange: Rule = {
  id: 'type-mismatch-ip-range',
  code: 'TYPE_MISMATCH_IP_RANGE',
  severity: 'warning',
  summary: 'An address condition whose value is no range of addresses',
  why: 'It never matches (IAM policy validation check reference, "Type mismatch IP range").',
  check: eachStatement(({ conditions }) =>
    conditions.flatMap(({ means, operator, values }) =>
      means?.operator === 'IpAddress'
        ? values
            .filter(({ text }) => !text.includes('${') && !isIpRange(text))
            .map(({ text, path }) => ({
              path,
              message: `'${text}' under ${operator} is no range of addresses`,
              fix: 'write it in CIDR form: 203.0.113.0/24',
            }))
        : [],
    ),
  ),
};
