import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';

export const rcpAllow: Rule = {
  id: 'rcp-allow',
  code: 'RCP_SYNTAX_ERROR_ALLOW',
  severity: 'error',
  summary: 'An Allow in a resource control policy',
  why: 'Only RCPFullAWSAccess, which AWS attaches, allows: with all principals and resources and no condition (AWS Organizations User Guide, "RCP syntax").',
  check: eachAllow(({ fields, resources, path }, document) =>
    kindOf(document) === 'rcp' &&
    ('Condition' in fields ||
      'NotResource' in fields ||
      resources.some(({ text }) => text !== '*') ||
      fields.Principal !== '*')
      ? [
          {
            path: [...path, 'Effect'],
            message: 'an Allow in an RCP is for all principals and resources, without condition',
            fix: '"Effect": "Deny"',
          },
        ]
      : [],
  ),
};
