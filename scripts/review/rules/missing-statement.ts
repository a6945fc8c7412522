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

const DOCUMENT = /(PolicyDocument|KeyPolicy)$/;
/** They may be no documents where nothing says so. */
const OTHER = /^(RepositoryPolicyText|ResourcePolicy|FileSystemPolicy|Access(Policy|Policies)|Policy)$/;

/** A template's documents without statements are no documents for the other rules. */
function documentsBelow(value: unknown, path: Path): Path[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => documentsBelow(item, [...path, index]));
  if (!isMap(value)) return [];
  const name = String(path.at(-1));
  const isDocument = DOCUMENT.test(name) ? 'Version' in value || Object.keys(value).length === 0 : false;
  const isOther = OTHER.test(name) && 'Version' in value;
  const own = (isDocument || isOther) && value.Statement === undefined;
  return own ? [path] : Object.entries(value).flatMap(([name, part]) => documentsBelow(part, [...path, name]));
}
