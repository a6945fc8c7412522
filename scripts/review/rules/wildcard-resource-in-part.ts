import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { grants } from './facts/granting.ts';
import { exampleFor, exposure, isEverything, scopable } from './facts/scoping.ts';

export const wildcardResourceInPart: Rule = {
  id: 'wildcard-resource-in-part',
  code: null,
  severity: 'suggestion',
  summary: 'An Allow on every resource in which some actions can be scoped',
  why: 'They stand beside actions that take only `*`; apart from them they can be scoped (Service Authorization Reference).',
  check: eachAllow((statement, document, all) => {
    const scoped = scopable(statement, document, all);
    const star = statement.resources.find(({ text }) => isEverything(text));
    if (
      star === undefined ||
      scoped.length === 0 ||
      scoped.length === statement.actions.length ||
      !grants(statement, document, all)
    )
      return [];
    return [
      {
        path: star.path,
        message: `every resource is covered, and of the actions ${scoped.slice(0, 3).join(', ')}${scoped.length > 3 ? ', …' : ''} can be scoped${exposure(scoped, all.catalog)}`,
        fix: `move them to a statement with "Resource": ["${exampleFor(scoped[0] ?? '', all.catalog)}"]`,
      },
    ];
  }),
};
