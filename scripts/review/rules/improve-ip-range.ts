import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { firstAddress } from './facts/ip.ts';

export const improveIpRange: Rule = {
  id: 'improve-ip-range',
  code: 'IMPROVE_IP_RANGE',
  severity: 'suggestion',
  summary: 'A range of addresses with bits behind its mask',
  why: 'They are ignored (IAM policy validation check reference, "Improve IP range").',
  check: eachStatement(({ conditions }) =>
    conditions.flatMap(({ means, values }) =>
      values.flatMap(({ text, path }) => {
        const first = means?.operator === 'IpAddress' ? firstAddress(text) : null;
        const [address, bits] = text.split('/');
        return first === null || first === address
          ? []
          : [{ path, message: `${text} begins at ${first}`, fix: `"${first}/${bits}"` }];
      }),
    ),
  ),
};
