import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { redundantIn } from './facts/redundant.ts';

export const redundantAction: Rule = {
  id: 'redundant-action',
  code: 'REDUNDANT_ACTION',
  severity: 'suggestion',
  summary: 'An action that another pattern of the list covers',
  why: 'Who removes the one leaves the other (IAM policy validation check reference, "Redundant action").',
  check: eachStatement(({ actions, notActions }) =>
    [actions, notActions].flatMap((list) =>
      redundantIn(list, true).map(({ text, by }) => ({
        path: text.path,
        message: by === text.text ? `${text.text} stands here twice` : `${text.text} is covered by ${by}`,
        fix: `remove ${text.text}`,
      })),
    ),
  ),
};
