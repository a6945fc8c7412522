import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { conditionsOn } from './facts/conditions.ts';

export const invalidKmsKeyValue: Rule = {
  id: 'invalid-kms-key-value',
  code: 'INVALID_KMS_KEY_VALUE',
  severity: 'error',
  summary: 'A condition on an encryption key that is no ARN of a key',
  why: 'The request tells the key\'s ARN, so it never matches (IAM policy validation check reference, "Invalid kms key value").',
  check: eachStatement(({ conditions }) =>
    conditionsOn({ conditions }, /^s3:x-amz-server-side-encryption-aws-kms-key-id$/)
      .flatMap(({ means, values }) => (means?.operator === 'Null' ? [] : values))
      .filter(
        ({ text }) =>
          !text.includes('${') && !/[*?]/.test(text) && !/^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/.+$/.test(text),
      )
      .map(({ text, path }) => ({
        path,
        message: `'${text}' is no ARN of a key`,
        fix: 'arn:aws:kms:${AWS::Region}:${AWS::AccountId}:key/id',
      })),
  ),
};
