import type { ReviewedDocument } from '../../../access/model.ts';
import { covers, isWild } from '../../../access/stated/actions.ts';
import { isNothing, type Stated } from '../../../access/stated/statements.ts';
import type { Surroundings } from '../../model.ts';
import type { Told } from './checks.ts';
import { conditionsOn, isVoid } from './conditions.ts';
import { grants } from './granting.ts';
import { kindOf } from './kinds.ts';
import { withPartition } from './symbols.ts';

/** How a statement lets more roles be handed over, or made, than it names. */
export type Breadth =
  | 'not resource'
  | 'star in action and not resource'
  | 'not action and not resource'
  | 'star in resource'
  | 'star in action and resource'
  | 'star in resource and not action';

export function passRole(breadth: Breadth): (...of: [Stated, ReviewedDocument, Surroundings]) => Told[] {
  const fix = '"Resource": "arn:aws:iam::${AWS::AccountId}:role/name", with iam:PassedToService as a condition';
  return (...of) =>
    reaching('iam:PassRole', /^iam:(passedtoservice|associatedresourcearn)$/, breadth, of).map((path) => ({
      path,
      message: 'any role can be passed to a service, one with more permissions too',
      fix,
    }));
}

export function createServiceLinkedRole(breadth: Breadth): (...of: [Stated, ReviewedDocument, Surroundings]) => Told[] {
  const fix = '"Condition": {"StringLike": {"iam:AWSServiceName": "service.amazonaws.com"}}, with the ARN of its role';
  return (...of) =>
    reaching('iam:CreateServiceLinkedRole', /^iam:awsservicename$/, breadth, of).map((path) => ({
      path,
      message: 'a service-linked role of any service can be made',
      fix,
    }));
}

function reaching(
  action: string,
  narrowing: RegExp,
  breadth: Breadth,
  [statement, document, all]: [Stated, ReviewedDocument, Surroundings],
): Told['path'][] {
  // Roles are passed and made by those whom an identity policy allows it: no resource's policy can.
  if (kindOf(document) !== 'identity' || conditionsOn(statement, narrowing).some((condition) => !isVoid(condition)))
    return [];
  const path = placeOf(action, breadth, statement);
  return path !== null && grants(statement, document, all) ? [path] : [];
}

function placeOf(action: string, breadth: Breadth, statement: Stated): Told['path'] | null {
  const { actions, notActions, notResources, resources, fields, path } = statement;
  const byNotResource = breadth.endsWith('not resource');
  if (
    byNotResource
      ? notResources.length === 0 || isNothing(notResources)
      : !resources.some(({ text }) => isAnyRole(text))
  )
    return null;
  if (breadth.includes('not action')) {
    const spokenOf = 'NotAction' in fields && !notActions.some(({ text }) => covers(text, action));
    return spokenOf ? [...path, 'NotAction'] : null;
  }
  const wild = breadth.includes('star in action');
  return actions.find(({ text }) => isWild(text) === wild && covers(text, action))?.path ?? null;
}

function isAnyRole(written: string): boolean {
  const resource = withPartition(written).replace('${AWS::AccountId}', '123456789012');
  return /^\*+$/.test(resource) || /^arn:[^:]*:(iam|\*)::[^:]*:(\*|role\/?\*+)$/.test(resource);
}
