import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { redundantIn } from './facts/redundant.ts';
import { hasSymbol } from './facts/symbols.ts';

export const redundantResource: Rule = {
  id: 'redundant-resource',
  code: 'REDUNDANT_RESOURCE',
  severity: 'suggestion',
  summary: 'A resource that another pattern of the list covers',
  why: 'Who removes the one leaves the other (IAM policy validation check reference, "Redundant resource").',
  check: eachStatement(({ resources, notResources }, document) =>
    [resources, notResources].flatMap((list) =>
      redundantIn(list, false)
        .filter(({ text }) => document.owner === null || !hasSymbol(text.text) || text.text !== '${AWS::NoValue}')
        .map(({ text, by }) => ({
          path: text.path,
          message: by === text.text ? `${text.text} stands here twice` : `${text.text} is covered by ${by}`,
          fix: `remove ${text.text}`,
        })),
    ),
  ),
};
