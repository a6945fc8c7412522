import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';

export const rcpAction: Rule = {
  id: 'rcp-action',
  code: 'RCP_SYNTAX_ERROR_ACTION',
  severity: 'error',
  summary: 'An action that no resource control policy can limit',
  why: 'Some services alone support them (AWS Organizations User Guide, "List of AWS services that support RCPs").',
  check: eachStatement(({ actions, effect }, document, { catalog }) =>
    kindOf(document) === 'rcp' && effect === 'Deny'
      ? actions
          .filter(
            ({ text }) =>
              text === '*' ||
              (text.includes(':') && !catalog.resourceControlled.has((text.split(':')[0] ?? '').toLowerCase())),
          )
          .map(({ text, path }) => ({
            path,
            message: `an RCP cannot deny ${text}`,
            fix: `name actions of ${[...catalog.resourceControlled].slice(0, 5).join(', ')}, …`,
          }))
      : [],
  ),
};
