import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';

export const bucketWithoutLogging: Rule = {
  id: 'bucket-without-logging',
  code: null,
  severity: 'suggestion',
  summary: 'A bucket whose requests are not logged',
  why: 'Who read what cannot be told afterwards (Amazon S3 User Guide, "Security best practices for Amazon S3": server access logging, CloudTrail data events).',
  check: eachResource(['AWS::S3::Bucket'], ({ properties }) =>
    properties.LoggingConfiguration === undefined && properties.AccessControl !== 'LogDeliveryWrite'
      ? [
          {
            path: [],
            message: "the bucket's requests are not logged",
            fix: 'LoggingConfiguration: {DestinationBucketName: !Ref LogBucket}',
          },
        ]
      : [],
  ),
};
