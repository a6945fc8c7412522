import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { exampleFor, exposure } from './facts/scoping.ts';
import { scopableOnStar } from './facts/star-scope.ts';

export const wildcardResourceInPart: Rule = {
  id: 'wildcard-resource-in-part',
  code: null,
  severity: 'suggestion',
  summary: 'An Allow on every resource in which some actions can be scoped',
  why: 'They stand beside actions that take only `*`; apart from them they can be scoped (Service Authorization Reference).',
  check: eachAllow((statement, document, all) => {
    const found = scopableOnStar(statement, document, all);
    if (found === null || found.isWhole) return [];
    const { path, scoped, named } = found;
    return [
      {
        path,
        message: `every resource is covered, and of the actions ${named} can be scoped${exposure(scoped, all.catalog)}`,
        fix: `move them to a statement with "Resource": ["${exampleFor(scoped[0] ?? '', all.catalog)}"]`,
      },
    ];
  }),
};
