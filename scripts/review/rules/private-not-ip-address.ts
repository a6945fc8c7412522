import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { onPrivateAlone } from './facts/private-addresses.ts';

export const privateNotIpAddress: Rule = {
  id: 'private-not-ip-address',
  code: 'PRIVATE_NOT_IP_ADDRESS',
  severity: 'error',
  summary: 'NotIpAddress on aws:SourceIp with private addresses alone',
  why: 'The key has public addresses, so it always matches (IAM User Guide, "aws:SourceIp").',
  check: eachStatement(({ conditions }) =>
    onPrivateAlone(conditions, true).map(({ path }) => ({
      path,
      message: 'no request has a private address in aws:SourceIp, so this always matches',
      fix: 'write aws:VpcSourceIp with aws:SourceVpc, or public addresses',
    })),
  ),
};
