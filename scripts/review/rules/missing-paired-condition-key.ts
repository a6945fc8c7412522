import { own } from '../../template/own.ts';
import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

/** By key: which other keys say in whose network the address is. */
const PAIRS: Record<string, RegExp> = {
  'aws:vpcsourceip': /^aws:(sourcevpc(e|arn)?|vpce(account|orgid|orgpaths))$/,
  'aws:ec2instancesourceprivateipv4': /^aws:ec2instancesourcevpc$/,
};

export const missingPairedConditionKey: Rule = {
  id: 'missing-paired-condition-key',
  code: 'MISSING_PAIRED_CONDITION_KEYS',
  severity: 'warning',
  summary: 'A private address without its VPC',
  why: 'The same address is in any number of VPCs (IAM User Guide, "AWS global condition context keys": aws:VpcSourceIp, aws:Ec2InstanceSourcePrivateIPv4).',
  check: eachStatement(({ conditions }) =>
    conditions
      .filter(
        ({ lower, means }) =>
          own(PAIRS, lower) !== undefined &&
          means?.operator !== 'Null' &&
          !conditions.some((other) => own(PAIRS, lower)?.test(other.lower)),
      )
      .map(({ key, lower, path }) => ({
        path,
        message: `${key} is met in any VPC with such addresses`,
        fix: `"StringEquals": {"${lower === 'aws:vpcsourceip' ? 'aws:SourceVpc' : 'aws:Ec2InstanceSourceVpc'}": "vpc-…"}`,
      })),
  ),
};
