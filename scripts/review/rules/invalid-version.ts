import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachDocument } from './facts/checks.ts';
import { hasSymbol } from './facts/symbols.ts';

const VERSIONS = ['2012-10-17', '2008-10-17'];

export const invalidVersion: Rule = {
  id: 'invalid-version',
  code: 'INVALID_VERSION',
  severity: 'error',
  summary: 'Version is neither 2012-10-17 nor 2008-10-17',
  why: 'IAM refuses the document (IAM User Guide, "IAM JSON policy elements: Version").',
  check: eachDocument(({ value }) => {
    if (
      !isMap(value) ||
      typeof value.Version !== 'string' ||
      VERSIONS.includes(value.Version) ||
      hasSymbol(value.Version)
    )
      return [];
    return [
      {
        path: ['Version'],
        message: `there is no policy language version '${value.Version}'`,
        fix: '"Version": "2012-10-17"',
      },
    ];
  }),
};
