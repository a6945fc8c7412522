import { covers } from '../../access/stated/actions.ts';
import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { conditionsOn } from './facts/conditions.ts';

const READS = ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan', 'dynamodb:BatchGetItem'];

export const dynamodbAttributesWithoutSelect: Rule = {
  id: 'dynamodb-attributes-without-select',
  code: 'DYNAMODB_ATTRIBUTES_WITHOUT_SELECT',
  severity: 'warning',
  summary: 'dynamodb:Attributes without dynamodb:Select',
  why: 'A read that names no attributes returns all of them (Amazon DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access control").',
  check: eachAllow(({ conditions, actions }) =>
    conditions.some(({ lower }) => lower === 'dynamodb:attributes') &&
    !conditions.some(({ lower }) => lower === 'dynamodb:select') &&
    actions.some(({ text }) => READS.some((action) => covers(text, action)))
      ? conditionsOn({ conditions }, /^dynamodb:attributes$/).map(({ path }) => ({
          path,
          message: 'a read that names no attributes returns all of them',
          fix: '"StringEquals": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"}',
        }))
      : [],
  ),
};
