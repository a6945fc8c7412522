import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';

export const rcpNotAction: Rule = {
  id: 'rcp-not-action',
  code: 'RCP_SYNTAX_ERROR_NOTACTION',
  severity: 'error',
  summary: 'NotAction in a resource control policy',
  why: 'Organizations refuses it (AWS Organizations User Guide, "RCP syntax").',
  check: eachStatement(({ fields, path }, document) =>
    kindOf(document) === 'rcp' && 'NotAction' in fields
      ? [{ path: [...path, 'NotAction'], message: 'an RCP takes no NotAction', fix: 'list the actions in Action' }]
      : [],
  ),
};
