import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';

export const logGroupWithoutRetention: Rule = {
  id: 'log-group-without-retention',
  code: null,
  severity: 'warning',
  summary: 'A log group that keeps everything for ever',
  why: 'It costs more each month, and holds personal data for ever (Amazon CloudWatch Logs User Guide, "Change log data retention").',
  check: eachResource(['AWS::Logs::LogGroup'], ({ properties }) =>
    properties.RetentionInDays === undefined
      ? [{ path: [], message: 'the log group keeps everything for ever', fix: 'RetentionInDays: 30' }]
      : [],
  ),
};
