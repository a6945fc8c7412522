import { statementsIn } from '../../access/stated/statements.ts';
import { DOCUMENT_FIELDS, STATEMENT_FIELDS } from '../../iam/policy/read.ts';
import { nearNames } from '../../template/near-names.ts';
import type { Path } from '../../template/source.ts';
import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachDocument, type Told } from './facts/checks.ts';

export const invalidPolicyElement: Rule = {
  id: 'invalid-policy-element',
  code: 'INVALID_POLICY_ELEMENT',
  severity: 'error',
  summary: 'An element that the policy language does not have',
  why: 'IAM refuses the document (IAM User Guide, "Grammar of the IAM JSON policy language").',
  check: eachDocument((document) => [
    ...unknown(document.value, DOCUMENT_FIELDS, []),
    ...statementsIn(document).flatMap(({ fields, path }) => unknown(fields, STATEMENT_FIELDS, path)),
  ]),
};

function unknown(value: unknown, elements: string[], path: Path): Told[] {
  if (!isMap(value)) return [];
  return Object.keys(value)
    .filter((name) => !elements.includes(name))
    .map((name) => ({
      path: [...path, name],
      message: `the policy language has no element '${name}' here`,
      fix: nearNames(name, elements).map((near) => `write ${near}`)[0] ?? `remove ${name}`,
    }));
}
