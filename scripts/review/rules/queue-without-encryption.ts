import { scalarText } from '../../template/scalar-text.ts';
import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';

export const queueWithoutEncryption: Rule = {
  id: 'queue-without-encryption',
  code: null,
  severity: 'warning',
  summary: 'A queue or topic that is not encrypted',
  why: 'Messages lie in plain text (Amazon SQS Developer Guide, "Encryption at rest in Amazon SQS"; Amazon SNS Developer Guide, "Data encryption").',
  check: eachResource(['AWS::SQS::Queue', 'AWS::SNS::Topic'], ({ type, properties }) => {
    const isQueue = type === 'AWS::SQS::Queue';
    const encrypted =
      properties.KmsMasterKeyId !== undefined || (isQueue && scalarText(properties.SqsManagedSseEnabled) !== 'false');
    return encrypted
      ? []
      : [
          {
            path: isQueue ? ['SqsManagedSseEnabled'] : [],
            message: isQueue ? 'the queue is not encrypted' : 'the topic is not encrypted',
            fix: isQueue ? 'SqsManagedSseEnabled: true' : 'KmsMasterKeyId: alias/aws/sns',
          },
        ];
  }),
};
