import type { Rule } from '../model.ts';
import { resourceArns, type WrittenArn } from './facts/arns.ts';
import { eachAllow } from './facts/checks.ts';
import { grants } from './facts/granting.ts';
import { exampleFor, isEverything, scopable } from './facts/scoping.ts';

export const wildcardResourceOfType: Rule = {
  id: 'wildcard-resource-of-type',
  code: null,
  severity: 'suggestion',
  summary: 'An Allow on every resource of a type',
  why: 'Resources that come later are covered as well, of whomever they are (IAM User Guide, "Security best practices in IAM: Apply least-privilege permissions").',
  check: eachAllow((statement, document, all) => {
    const [scoped] = scopable(statement, document, all);
    if (scoped === undefined || statement.notResources.length > 0) return [];
    return resourceArns(statement)
      .filter((arn) => isOfEvery(arn) && !isEverything(arn.text) && grants(statement, document, all))
      .map(({ text, path }) => ({
        path,
        message: `${text} covers every such resource, later ones too`,
        fix: `"Resource": ["${exampleFor(scoped, all.catalog)}"]`,
      }));
  }),
};

/** Nothing but the type is said of it: `table/*`, `function:*`, `*`. */
function isOfEvery({ service, text }: WrittenArn): boolean {
  const resource = text
    .replace(/\$\{AWS::\w+\}/g, 'x')
    .split(':')
    .slice(5)
    .join(':');
  return service === 's3' ? /^\*+(\/\*+)?$/.test(resource) : /^([\w-]+[:/])?\*+$/.test(resource);
}
