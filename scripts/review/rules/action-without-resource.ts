import { isWild } from '../../access/stated/actions.ts';
import type { Text } from '../../access/stated/statements.ts';
import { actionNamed, takesOnlyStar } from '../../iam/catalog/actions.ts';
import type { Action, Catalog } from '../../iam/catalog/catalog.ts';
import { exampleArn } from '../../iam/catalog/example-arn.ts';
import { canActOn } from '../../iam/catalog/resource-types.ts';
import type { Rule } from '../model.ts';
import { arnFault, writtenArn } from './facts/arns.ts';
import { eachStatement } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';
import { hasSymbol, withSymbols } from './facts/symbols.ts';

/**
 * The Amazon DynamoDB Developer Guide names streams as the resource, the Amazon CloudWatch Logs User Guide log groups; the
 * reference names none.
 */
const DOCUMENTED = ['dynamodb:ListStreams', 'logs:DescribeLogGroups'];

const HERE = { partition: '${AWS::Partition}', region: '${AWS::Region}', account: '${AWS::AccountId}' };

export const actionWithoutResource: Rule = {
  id: 'action-without-resource',
  code: null,
  severity: 'warning',
  summary: "An action that works on none of the statement's resources",
  why: 'It allows or denies nothing (Service Authorization Reference).',
  check: eachStatement((statement, document, { catalog }) => {
    const { actions, resources } = statement;
    const isUnclear = resources.some(({ text, path }) => /^\*+$/.test(text) || !isSoundArn({ text, path }, catalog));
    if (resources.length === 0 || isUnclear || kindOf(document) === 'rcp') return [];
    return actions
      .filter(({ text }) => !isLeft(text, resources))
      .flatMap(({ text, path }) => {
        const action = actionNamed(catalog, text);
        const works = resources.some(
          (resource) => action !== null && worksOn(action, withSymbols(resource.text, '*'), catalog),
        );
        return action === null || works ? [] : [{ path, ...toldOf(action) }];
      });
  }),
};

/** Patterns cover some action that works; those of S3 are told by their own rules where buckets and objects are meant. */
function isLeft(action: string, resources: readonly Text[]): boolean {
  return (
    isWild(action) ||
    hasSymbol(action) ||
    DOCUMENTED.includes(action) ||
    (/^s3:/i.test(action) && resources.every(({ text }) => text.includes(':s3:::')))
  );
}

function toldOf(action: Action): { message: string; fix: string } {
  const isAlone = takesOnlyStar(action);
  return {
    message: isAlone
      ? `${action.name} takes only "*" as its resource`
      : `${action.name} works on none of these resources`,
    fix: `"Resource": "${isAlone ? '*' : exampleArn(action, HERE)}"`,
  };
}

/** What is wrong with an ARN itself is told by rules of its own. */
function isSoundArn(resource: Text, catalog: Catalog): boolean {
  const [arn] = writtenArn(resource);
  return (
    resource.text.startsWith('arn:') &&
    arn !== undefined &&
    !/[A-Z]/.test(arn.service) &&
    arnFault(catalog, arn) === null &&
    (arn.resource !== '' || resource.text.endsWith('*'))
  );
}

/** What AWS itself owns, such as a document of Systems Manager, is named without an account. */
function worksOn(action: Action, arn: string, catalog: Catalog): boolean {
  const owned = arn.replace(/^(arn:[^:]*:[^:]*:[^:]+:)(?=:)/, '$1*');
  return [arn, owned].some((text) => canActOn(catalog, action, text));
}
