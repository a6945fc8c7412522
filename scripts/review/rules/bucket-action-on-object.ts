import type { Rule } from '../model.ts';
import { mismatched } from './facts/bucket-mismatch.ts';
import { eachStatement } from './facts/checks.ts';

export const bucketActionOnObject: Rule = {
  id: 'bucket-action-on-object',
  code: null,
  severity: 'error',
  summary: 'An action on a bucket with the ARN of objects',
  why: 'It allows or denies nothing: a bucket is `arn:aws:s3:::bucket` without `/*` (Amazon S3 User Guide, "Policy resources for Amazon S3").',
  check: eachStatement((statement, document, all) => mismatched(statement, document, all, 'object')),
};
