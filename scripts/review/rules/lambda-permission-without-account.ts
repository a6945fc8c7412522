import { textsAt } from '../../access/stated/statements.ts';
import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';

export const lambdaPermissionWithoutAccount: Rule = {
  id: 'lambda-permission-without-account',
  code: null,
  severity: 'suggestion',
  summary: 'A Lambda permission for a bucket whose account it does not say',
  why: 'A bucket\'s ARN has no account: when the bucket is deleted, anyone can make one of its name (AWS CloudFormation Template Reference, "AWS::Lambda::Permission": SourceAccount).',
  check: eachResource(['AWS::Lambda::Permission'], ({ properties }) => {
    const { Principal: principal, SourceArn, SourceAccount } = properties;
    const isS3 = textsAt(principal, []).some(({ text }) => /^s3\.amazonaws\.com/.test(text));
    if (!isS3 || SourceArn === undefined || SourceAccount !== undefined) return [];
    return [
      {
        path: ['SourceArn'],
        message: 'whoever has a bucket of this name may invoke the function',
        fix: 'SourceAccount: !Ref AWS::AccountId',
      },
    ];
  }),
};
