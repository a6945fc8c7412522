import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';

/** Resource policies that may leave it out: those of ECR and of a Lambda layer, for example. */
const NEEDING = ['AWS::S3::BucketPolicy', 'AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy', 'AWS::KMS::Key'];

export const missingResource: Rule = {
  id: 'missing-resource',
  code: 'MISSING_RESOURCE',
  severity: 'error',
  summary: 'A statement without Resource or NotResource',
  why: 'IAM refuses an identity policy, an SCP, an RCP or a bucket policy with such a statement (IAM User Guide, "IAM JSON policy elements: Resource").',
  check: eachStatement(({ fields, path }, document) => {
    const needed =
      ['identity', 'boundary', 'scp', 'rcp'].includes(kindOf(document)) || NEEDING.includes(document.owner?.type ?? '');
    if (!needed || 'Resource' in fields || 'NotResource' in fields) return [];
    return [{ path, message: 'the statement has neither Resource nor NotResource', fix: '"Resource": ["arn:aws:…"]' }];
  }),
};
