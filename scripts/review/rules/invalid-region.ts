import { isWild } from '../../access/stated/actions.ts';
import type { Rule } from '../model.ts';
import { resourceArns } from './facts/arns.ts';
import { eachStatement } from './facts/checks.ts';

export const invalidRegion: Rule = {
  id: 'invalid-region',
  code: 'INVALID_REGION',
  severity: 'error',
  summary: 'An ARN of a Region that there is not',
  why: 'It names nothing (AWS General Reference, "Regions and endpoints").',
  check: eachStatement((statement) =>
    resourceArns(statement)
      .filter(
        ({ region }) =>
          region !== '' && !isWild(region) && region !== 'global' && !/^[a-z]{2,4}(-[a-z]+)+-\d$/.test(region),
      )
      .map(({ region, path }) => ({ path, message: `'${region}' is no Region`, fix: 'write ${AWS::Region}' })),
  ),
};
