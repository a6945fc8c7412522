import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';

export const bucketWithoutEncryption: Rule = {
  id: 'bucket-without-encryption',
  code: null,
  severity: 'suggestion',
  summary: 'A bucket that does not say how it encrypts',
  why: 'S3 encrypts with its own keys; a key of yours can be audited and withdrawn (Amazon S3 User Guide, "Setting default server-side encryption behavior").',
  check: eachResource(['AWS::S3::Bucket'], ({ properties }) =>
    properties.BucketEncryption === undefined
      ? [
          {
            path: [],
            message: 'the bucket does not say how it encrypts',
            fix: 'BucketEncryption: {ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault: {SSEAlgorithm: aws:kms}}]}',
          },
        ]
      : [],
  ),
};
