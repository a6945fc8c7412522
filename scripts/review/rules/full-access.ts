import { isNothing, type Stated } from '../../access/stated/statements.ts';
import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { leavesAll } from './facts/conditions.ts';
import { grants } from './facts/granting.ts';
import { kindOf } from './facts/kinds.ts';

export const fullAccess: Rule = {
  id: 'full-access',
  code: null,
  severity: 'error',
  summary: 'An Allow of every action on every resource',
  why: 'Whoever has it can do anything in the account; grant the actions that are used (IAM User Guide, "Security best practices in IAM: Apply least-privilege permissions").',
  check: eachAllow((statement, document, all) => {
    const { actions, fields } = statement;
    const every = actions.find(({ text }) => /^\*+(:\*+)?$/.test(text));
    const reached = reachOf(statement);
    if (kindOf(document) !== 'identity' || !every || reached === null) return [];
    if (isMap(fields.Condition) && !statement.conditions.every(leavesAll)) return [];
    if (!grants(statement, document, all)) return [];
    const message = `every action on ${reached} is allowed`;
    return [{ path: every.path, message, fix: '"Action": ["service:Operation"], "Resource": ["arn:aws:…"]' }];
  }),
};

function reachOf({ resources, notResources }: Stated): string | null {
  if (resources.some(({ text }) => /^\*+$/.test(text))) return 'every resource';
  return notResources.length === 0 || isNothing(notResources) ? null : 'every resource but the named';
}
