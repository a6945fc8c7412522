import type { ReviewedDocument } from '../../access/model.ts';
import type { Stated, StatedPrincipal } from '../../access/stated/statements.ts';
import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { grants } from './facts/granting.ts';
import { isGranting, kindOf } from './facts/kinds.ts';
import { withPartition } from './facts/symbols.ts';

const OWN = '${AWS::AccountId}';

export const wildcardAction: Rule = {
  id: 'wildcard-action',
  code: null,
  severity: 'warning',
  summary: 'An Allow of all actions of a service',
  why: 'Administration is in it, and so is whatever AWS adds; grant the actions that are used (IAM User Guide, "Security best practices in IAM: Apply least-privilege permissions").',
  check: eachAllow((statement, document, all) => {
    const kind = kindOf(document);
    if (!isGranting(document)) return [];
    if (kind !== 'identity' && (kind !== 'resource' || isForOwner(statement, document))) return [];
    if (kind === 'resource' && !statement.principals.some(({ kind: of }) => of !== 'CanonicalUser')) return [];
    return statement.actions
      .filter(
        ({ text }) =>
          /^(\*+|[^:]+:\*+)$/.test(text) &&
          !(
            kind === 'identity' &&
            /^\*+(:\*+)?$/.test(text) &&
            statement.resources.some((resource) => resource.text === '*')
          ),
      )
      .filter(() => grants(statement, document, all))
      .map(({ text, path }) => ({
        path,
        message: `${text} allows every action of the service`,
        fix: 'list the actions that are called',
      }));
  }),
};

/** A key's policy hands its account everything, so that IAM can grant it (AWS KMS Developer Guide, "Default key policy"). */
function isForOwner({ principals, actions }: Stated, { owner }: ReviewedDocument): boolean {
  // A file of its own can only write the account out.
  if (owner === null)
    return actions.every(({ text }) => /^kms:/i.test(text)) && principals.every(({ text }) => /:root$/.test(text));
  return /^AWS::KMS::(Replica)?Key$/.test(owner.type) && principals.every(isOwner);
}

/** An account that is written out may be another: cross-account-access tells it, and what it gets is told here. */
function isOwner({ kind, text }: StatedPrincipal): boolean {
  return kind === 'AWS' && (text === OWN || withPartition(text) === `arn:aws:iam::${OWN}:root`);
}
