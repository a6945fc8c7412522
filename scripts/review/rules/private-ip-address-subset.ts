import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { isPrivate } from './facts/ip.ts';

export const privateIpAddressSubset: Rule = {
  id: 'private-ip-address-subset',
  code: 'PRIVATE_IP_ADDRESS_SUBSET',
  severity: 'suggestion',
  summary: 'A private address among those of aws:SourceIp',
  why: 'It never matches (IAM policy validation check reference, "Private IP address subset").',
  check: eachStatement(({ conditions }) =>
    conditions.flatMap(({ lower, means, values }) =>
      lower === 'aws:sourceip' &&
      means?.operator === 'IpAddress' &&
      !means.negated &&
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
