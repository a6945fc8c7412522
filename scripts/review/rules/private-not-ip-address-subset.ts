import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { isPrivate } from './facts/ip.ts';

export const privateNotIpAddressSubset: Rule = {
  id: 'private-not-ip-address-subset',
  code: 'PRIVATE_NOT_IP_ADDRESS_SUBSET',
  severity: 'suggestion',
  summary: 'A private address among those that aws:SourceIp must not have',
  why: 'It keeps nobody out (IAM policy validation check reference, "Private NotIpAddress subset").',
  check: eachStatement(({ conditions }) =>
    conditions.flatMap(({ lower, means, values }) =>
      lower === 'aws:sourceip' &&
      means?.operator === 'IpAddress' &&
      means.negated &&
      values.some(({ text }) => !isPrivate(text))
        ? values
            .filter(({ text }) => isPrivate(text))
            .map(({ text, path }) => ({
              path,
              message: `no request has the private address ${text} in aws:SourceIp`,
              fix: 'remove it',
            }))
        : [],
    ),
  ),
};
