import { scalarText } from '../../template/scalar-text.ts';
import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';

export const tableWithoutEncryptionKey: Rule = {
  id: 'table-without-encryption-key',
  code: null,
  severity: 'suggestion',
  summary: 'A table without a key of KMS',
  why: 'DynamoDB encrypts with a key that nobody can audit or withdraw (Amazon DynamoDB Developer Guide, "DynamoDB encryption at rest").',
  check: eachResource(['AWS::DynamoDB::Table'], ({ properties }) =>
    isMap(properties.SSESpecification) && scalarText(properties.SSESpecification.SSEEnabled) !== 'false'
      ? []
      : [
          {
            path: [],
            message: 'the table is encrypted with a key that nobody can audit',
            fix: 'SSESpecification: {SSEEnabled: true}',
          },
        ],
  ),
};
