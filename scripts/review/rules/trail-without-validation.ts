import { scalarText } from '../../template/scalar-text.ts';
import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';

export const trailWithoutValidation: Rule = {
  id: 'trail-without-validation',
  code: null,
  severity: 'warning',
  summary: 'A trail whose files can be changed unnoticed',
  why: 'Without digests nobody can prove that a log file is as CloudTrail delivered it (AWS CloudTrail User Guide, "Validating CloudTrail log file integrity").',
  check: eachResource(['AWS::CloudTrail::Trail'], ({ properties }) => {
    const { EnableLogFileValidation: validation } = properties;
    const isOff = validation === undefined || [validation].flat().some((value) => scalarText(value) === 'false');
    return isOff
      ? [
          {
            path: validation === undefined ? [] : ['EnableLogFileValidation'],
            message: "the trail's files can be changed unnoticed",
            fix: 'EnableLogFileValidation: true',
          },
        ]
      : [];
  }),
};
