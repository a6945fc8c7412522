import { scalarText } from '../../template/scalar-text.ts';
import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';

export const trailOfOneRegion: Rule = {
  id: 'trail-of-one-region',
  code: null,
  severity: 'warning',
  summary: 'A trail that records one Region',
  why: 'What somebody does in another Region is not recorded (AWS CloudTrail User Guide, "Security best practices in AWS CloudTrail": create a trail for all Regions).',
  check: eachResource(['AWS::CloudTrail::Trail'], ({ properties }) => {
    const { IsMultiRegionTrail: all } = properties;
    const isOff = all === undefined || [all].flat().some((value) => scalarText(value) === 'false');
    return isOff
      ? [
          {
            path: all === undefined ? [] : ['IsMultiRegionTrail'],
            message: 'what is done in other Regions is not recorded',
            fix: 'IsMultiRegionTrail: true',
          },
        ]
      : [];
  }),
};
