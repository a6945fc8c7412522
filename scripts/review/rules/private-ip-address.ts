import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { isPrivate } from './facts/ip.ts';

export const privateIpAddress: Rule = {
  id: 'private-ip-address',
  code: 'PRIVATE_IP_ADDRESS',
  severity: 'error',
  summary: 'aws:SourceIp with private addresses alone',
  why: 'The key has public addresses, so it never matches (IAM User Guide, "aws:SourceIp").',
  check: eachStatement(({ conditions }) =>
    conditions
      .filter(
        ({ lower, means, values }) =>
          lower === 'aws:sourceip' &&
          means?.operator === 'IpAddress' &&
          !means.negated &&
          values.length > 0 &&
          values.every(({ text }) => isPrivate(text)),
      )
      .map(({ path }) => ({
        path,
        message: 'no request has a private address in aws:SourceIp',
        fix: 'write aws:VpcSourceIp with aws:SourceVpc, or public addresses',
      })),
  ),
};
