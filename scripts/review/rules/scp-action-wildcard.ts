import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';

export const scpActionWildcard: Rule = {
  id: 'scp-action-wildcard',
  code: 'SCP_SYNTAX_ERROR_ACTION_WILDCARD',
  severity: 'error',
  summary: "A wildcard in the service of an SCP's action",
  why: 'Organizations refuses it (AWS Organizations User Guide, "SCP syntax").',
  check: eachStatement(({ actions, notActions }, document) =>
    kindOf(document) === 'scp'
      ? [...actions, ...notActions]
          .filter(({ text }) => /^[^:]*[*?][^:]*:/.test(text))
          .map(({ text, path }) => ({
            path,
            message: `an SCP takes no wildcard in the service: ${text}`,
            fix: 'name each service',
          }))
      : [],
  ),
};
