import type { Rule } from '../model.ts';
import { mismatched } from './facts/bucket-mismatch.ts';
import { eachStatement } from './facts/checks.ts';

export const objectActionOnBucket: Rule = {
  id: 'object-action-on-bucket',
  code: null,
  severity: 'error',
  summary: 'An action on objects with the ARN of a bucket',
  why: 'It allows or denies nothing: objects are `arn:aws:s3:::bucket/*` (Amazon S3 User Guide, "Policy resources for Amazon S3").',
  check: eachStatement((statement, document, all) => mismatched(statement, document, all, 'bucket')),
};
