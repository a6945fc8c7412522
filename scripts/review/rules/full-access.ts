import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { isVoid } from './facts/conditions.ts';
import { grants } from './facts/granting.ts';
import { kindOf } from './facts/kinds.ts';

export const fullAccess: Rule = {
  id: 'full-access',
  code: null,
  severity: 'error',
  summary: 'An Allow of every action on every resource',
  why: 'Whoever has it can do anything in the account; grant the actions that are used (IAM User Guide, "Security best practices in IAM: Apply least-privilege permissions").',
  check: eachAllow((statement, document, all) => {
    const { actions, resources, fields } = statement;
    const every = actions.find(({ text }) => /^\*+(:\*+)?$/.test(text));
    if (!['identity'].includes(kindOf(document)) || !every || !resources.some(({ text }) => /^\*+$/.test(text)))
      return [];
    if (isMap(fields.Condition) && !statement.conditions.every(isVoid)) return [];
    return grants(statement, document, all)
      ? [
          {
            path: every.path,
            message: 'every action on every resource is allowed',
            fix: '"Action": ["service:Operation"], "Resource": ["arn:aws:…"]',
          },
        ]
      : [];
  }),
};
