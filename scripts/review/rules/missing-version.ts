import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachDocument } from './facts/checks.ts';

export const missingVersion: Rule = {
  id: 'missing-version',
  code: 'MISSING_VERSION',
  severity: 'warning',
  summary: 'Version is missing',
  why: 'Without it the document is read as of 2008-10-17: policy variables are plain text (IAM User Guide, "IAM JSON policy elements: Version").',
  check: eachDocument(({ value }) => {
    if (!isMap(value) || 'Version' in value || !('Statement' in value)) return [];
    return [
      {
        path: [],
        message: 'the document has no Version, so policy variables in it are plain text',
        fix: '"Version": "2012-10-17"',
      },
    ];
  }),
};
