import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { isPrivate } from './facts/ip.ts';

export const privateNotIpAddress: Rule = {
  id: 'private-not-ip-address',
  code: 'PRIVATE_NOT_IP_ADDRESS',
  severity: 'error',
  summary: 'NotIpAddress on aws:SourceIp with private addresses alone',
  why: 'The key has public addresses, so it always matches (IAM User Guide, "aws:SourceIp").',
  check: eachStatement(({ conditions }) =>
    conditions
      .filter(
        ({ lower, means, values }) =>
          lower === 'aws:sourceip' &&
          means?.operator === 'IpAddress' &&
          means.negated &&
          values.length > 0 &&
          values.every(({ text }) => isPrivate(text)),
      )
      .map(({ path }) => ({
        path,
        message: 'no request has a private address in aws:SourceIp, so this always matches',
        fix: 'write aws:VpcSourceIp with aws:SourceVpc, or public addresses',
      })),
  ),
};
