import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { onPrivateAlone } from './facts/private-addresses.ts';

export const privateIpAddress: Rule = {
  id: 'private-ip-address',
  code: 'PRIVATE_IP_ADDRESS',
  severity: 'error',
  summary: 'aws:SourceIp with private addresses alone',
  why: 'The key has public addresses, so it never matches (IAM User Guide, "aws:SourceIp").',
  check: eachStatement(({ conditions }) =>
    onPrivateAlone(conditions, false).map(({ path }) => ({
      path,
      message: 'no request has a private address in aws:SourceIp',
      fix: 'write aws:VpcSourceIp with aws:SourceVpc, or public addresses',
    })),
  ),
};
