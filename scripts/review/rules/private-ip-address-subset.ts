import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { privateAmongOthers } from './facts/private-addresses.ts';

export const privateIpAddressSubset: Rule = {
  id: 'private-ip-address-subset',
  code: 'PRIVATE_IP_ADDRESS_SUBSET',
  severity: 'suggestion',
  summary: 'A private address among those of aws:SourceIp',
  why: 'It never matches (IAM policy validation check reference, "Private IP address subset").',
  check: eachStatement(({ conditions }) => privateAmongOthers(conditions, false)),
};
