import { nearNames } from '../../template/near-names.ts';
import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { typeOf } from './facts/conditions.ts';

const COMMON = [
  'aws:SourceArn',
  'aws:SourceAccount',
  'aws:SourceIp',
  'aws:PrincipalOrgID',
  'aws:PrincipalArn',
  'aws:PrincipalTag',
  'aws:RequestTag',
  'aws:ResourceTag',
  'aws:TagKeys',
  'aws:SecureTransport',
  'aws:MultiFactorAuthPresent',
  'aws:RequestedRegion',
  'aws:SourceVpce',
  'aws:SourceVpc',
  'aws:username',
  'aws:userid',
  'aws:CurrentTime',
  'aws:ViaAWSService',
  'aws:CalledVia',
  'aws:PrincipalAccount',
];

export const invalidGlobalConditionKey: Rule = {
  id: 'invalid-global-condition-key',
  code: 'INVALID_GLOBAL_CONDITION_KEY',
  severity: 'error',
  summary: 'A condition key of AWS that there is not',
  why: 'No request has it, so the statement never does what it says (IAM User Guide, "AWS global condition context keys").',
  check: eachStatement(({ conditions }, _, all) =>
    conditions
      .filter(
        (condition) =>
          condition.lower.startsWith('aws:') &&
          condition.lower !== 'aws:arn' &&
          !/tag\/$/.test(condition.lower) &&
          !condition.key.includes('${') &&
          typeOf(condition, all) === null,
      )
      .map(({ key, path }) => ({
        path,
        message: `there is no condition key '${key}'${near(key)}`,
        fix: 'write a key of the page, or remove it',
      })),
  ),
};

function near(key: string): string {
  const [first] = nearNames(key, COMMON);
  return first ? `; did you mean ${first}?` : '';
}
