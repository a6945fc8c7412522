import type { Path } from '../../template/source.ts';
import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';

export const missingStatement: Rule = {
  id: 'missing-statement',
  code: 'MISSING_STATEMENT',
  severity: 'error',
  summary: 'Statement is missing',
  why: 'IAM refuses the document (IAM User Guide, "IAM JSON policy elements: Statement").',
  check: {
    of: 'resource',
    look: (resource) =>
      documentsBelow(resource.properties, ['Properties']).map((path) => ({
        message: 'the document has no Statement',
        fix: '"Statement": [{"Effect": "Allow", "Action": "…", "Resource": "…"}]',
        at: resource.at(path),
        logicalId: resource.logicalId,
        statement: null,
      })),
  },
};

/** A template's documents without statements are no documents for the other rules. */
function documentsBelow(value: unknown, path: Path): Path[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => documentsBelow(item, [...path, index]));
  if (!isMap(value)) return [];
  const own =
    /(PolicyDocument|KeyPolicy)$/.test(String(path.at(-1))) && 'Version' in value && value.Statement === undefined;
  return own ? [path] : Object.entries(value).flatMap(([name, part]) => documentsBelow(part, [...path, name]));
}
