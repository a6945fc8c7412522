import { scalarText } from '../../template/scalar-text.ts';
import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';

export const trailNotLogging: Rule = {
  id: 'trail-not-logging',
  code: null,
  severity: 'error',
  summary: 'A trail that records nothing',
  why: 'Who called what cannot be told afterwards (AWS CloudTrail User Guide, "Security best practices in AWS CloudTrail").',
  check: eachResource(['AWS::CloudTrail::Trail'], ({ properties }) =>
    [properties.IsLogging].flat().every((value) => scalarText(value) === 'false')
      ? [{ path: ['IsLogging'], message: 'the trail records nothing', fix: 'IsLogging: true' }]
      : [],
  ),
};
