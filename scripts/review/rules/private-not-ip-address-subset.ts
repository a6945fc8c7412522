import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { privateAmongOthers } from './facts/private-addresses.ts';

export const privateNotIpAddressSubset: Rule = {
  id: 'private-not-ip-address-subset',
  code: 'PRIVATE_NOT_IP_ADDRESS_SUBSET',
  severity: 'suggestion',
  summary: 'A private address among those that aws:SourceIp must not have',
  why: 'It keeps nobody out (IAM policy validation check reference, "Private NotIpAddress subset").',
  check: eachStatement(({ conditions }) => privateAmongOthers(conditions, true)),
};
