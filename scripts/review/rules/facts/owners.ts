import type { Reviewed, ReviewedDocument } from '../../../access/model.ts';
import { placeOf, principalsOf as principalsIn } from '../../../access/principals.ts';
import { statementsIn } from '../../../access/stated/statements.ts';
import { NO_POLICIES, type Policies } from '../../../iam/decide/evaluate.ts';
import { engineDocument } from './granting.ts';

/** The documents of each principal, by template and logical id. */
const known = new WeakMap<Reviewed, Map<string, ReviewedDocument[]>>();

/** Whom it is attached to, users through their groups as well: `template#LogicalId`. */
export function principalsOf(document: ReviewedDocument, reviewed: Reviewed): readonly string[] {
  const found = principals.get(reviewed) ?? byDocument(attachments(reviewed));
  principals.set(reviewed, found);
  return found.get(document) ?? [];
}

/** Every document asks, so it is not searched for each among all. */
const principals = new WeakMap<Reviewed, Map<ReviewedDocument, string[]>>();

function byDocument(attached: ReadonlyMap<string, readonly ReviewedDocument[]>): Map<ReviewedDocument, string[]> {
  const found = new Map<ReviewedDocument, string[]>();
  for (const [principal, documents] of attached) {
    for (const document of new Set(documents)) {
      const names = found.get(document);
      if (names) names.push(principal);
      else found.set(document, [principal]);
    }
  }
  return found;
}

export function documentsOfPrincipal(principal: string, reviewed: Reviewed): ReviewedDocument[] {
  return attachments(reviewed).get(principal) ?? [];
}

/** What its identity policies allow together; what is no policy is left out. */
export function policiesOf(documents: readonly ReviewedDocument[]): Policies {
  const read = (kind: string) =>
    documents
      .filter((document) => (document.kind === 'boundary' ? 'boundary' : 'identity') === kind)
      .flatMap((document) => engineDocument(document, statementsIn(document)) ?? []);
  const [boundary = null] = read('boundary');
  return { ...NO_POLICIES, identityPolicies: read('identity'), permissionBoundary: boundary };
}

function attachments(reviewed: Reviewed): Map<string, ReviewedDocument[]> {
  const found = known.get(reviewed) ?? collect(reviewed);
  known.set(reviewed, found);
  return found;
}

function collect(reviewed: Reviewed): Map<string, ReviewedDocument[]> {
  return new Map(
    principalsIn(reviewed).map(({ resource, documents, boundary }) => [
      placeOf(resource),
      boundary === null ? [...documents] : [...documents, boundary],
    ]),
  );
}
