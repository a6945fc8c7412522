import type { DocumentKind, ReviewedDocument } from '../../../access/model.ts';
import { statementsIn } from '../../../access/stated/statements.ts';

/** What the document is for; where nothing says so, what it looks like. */
export function kindOf(document: ReviewedDocument): Exclude<DocumentKind, 'unknown'> {
  if (document.kind !== 'unknown') return document.kind;
  const statements = statementsIn(document);
  if (!statements.some(({ fields }) => 'Principal' in fields || 'NotPrincipal' in fields)) return 'identity';
  const isTrust = statements.every(
    ({ actions, resources, notResources }) =>
      resources.length + notResources.length === 0 && actions.every(({ text }) => /^sts:/i.test(text)),
  );
  return isTrust ? 'trust' : 'resource';
}

export function isIdentity(document: ReviewedDocument): boolean {
  return ['identity', 'boundary'].includes(kindOf(document));
}

/** It grants access; a boundary, an SCP, an RCP and the policy of an endpoint only limit it. */
export function isGranting(document: ReviewedDocument): boolean {
  return (
    document.owner?.type !== 'AWS::EC2::VPCEndpoint' && ['identity', 'resource', 'trust'].includes(kindOf(document))
  );
}

export function takesPrincipals(document: ReviewedDocument): boolean {
  return ['resource', 'trust', 'rcp'].includes(kindOf(document));
}
