import type { ReviewedDocument } from '../../access/model.ts';
import { covers } from '../../access/stated/actions.ts';
import { statementsIn, textsAt } from '../../access/stated/statements.ts';
import type { Rule } from '../model.ts';
import { eachDocument } from './facts/checks.ts';
import { isVoid, isWithoutMfa } from './facts/conditions.ts';
import { kindOf } from './facts/kinds.ts';
import { documentsOfPrincipal } from './facts/owners.ts';

export const sensitiveRoleWithoutMfa: Rule = {
  id: 'sensitive-role-without-mfa',
  code: null,
  severity: 'warning',
  summary: 'A powerful role that people assume without a second factor',
  why: 'A stolen password is enough (IAM User Guide, "Security best practices in IAM: Require multi-factor authentication").',
  check: eachDocument((document, { reviewed }) => {
    if (kindOf(document) !== 'trust' || document.owner === null) return [];
    const { template, logicalId } = document.owner;
    const resource = reviewed.templates
      .find(({ file }) => file === template)
      ?.resources.find((found) => found.logicalId === logicalId);
    const documents = documentsOfPrincipal(`${template}#${logicalId}`, reviewed);
    const isPowerful =
      documents.some(isSensitive) ||
      textsAt(resource?.properties.ManagedPolicyArns, []).some(({ text }) =>
        /\/(AdministratorAccess|IAMFullAccess|PowerUserAccess)$/.test(text),
      );
    if (!isPowerful) return [];
    return statementsIn(document)
      .filter(
        ({ effect, conditions }) =>
          effect === 'Allow' &&
          !conditions.some(
            (condition) =>
              /^aws:multifactorauth(present|age)$/.test(condition.lower) &&
              !isVoid(condition) &&
              !isWithoutMfa(condition),
          ),
      )
      .flatMap(({ principals }) =>
        principals.filter(
          ({ kind, text }) => kind === 'AWS' && /(:root|:user\/.*|^\d{12}|^\$\{AWS::AccountId\})$/.test(text),
        ),
      )
      .map(({ path }) => ({
        path,
        message: 'people can assume this powerful role without a second factor',
        fix: '"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}',
      }));
  }),
};

/** It can change who may do what. */
function isSensitive(document: ReviewedDocument): boolean {
  return statementsIn(document).some(
    ({ effect, actions }) =>
      effect === 'Allow' &&
      actions.some(({ text }) =>
        ['iam:PutRolePolicy', 'iam:AttachRolePolicy', 'iam:CreateUser'].some((action) => covers(text, action)),
      ),
  );
}
