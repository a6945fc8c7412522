import type { ReviewedResource, ReviewedTemplate } from '../../../access/model.ts';
import { statementsIn } from '../../../access/stated/statements.ts';
import { isGranted, type Need, needsOf, roleOf } from '../../../iam/needs.ts';
import type { RoleUse } from '../../../iam/unused.ts';
import type { Surroundings } from '../../model.ts';
import { type ReviewedStack, stackFor } from './function-stack.ts';

/** What the functions of a template need, each whose code can be read. */
function functionNeeds(template: ReviewedTemplate, all: Surroundings): Need[] {
  return needsOf(stackFor(template, all), (id) => all.codeOf(template.file, id)?.calls ?? null);
}

/** Of most templates there is nothing to say, and it takes long to find out. */
function hasCode({ file, resources }: ReviewedTemplate, all: Surroundings): boolean {
  return resources.some(
    ({ type, logicalId }) => type === 'AWS::Lambda::Function' && all.codeOf(file, logicalId) !== null,
  );
}

/** What no policy grants; nothing of roles whose policies are not all known. */
export function lackedBy(template: ReviewedTemplate, all: Surroundings): Need[] {
  if (!hasCode(template, all)) return [];
  const stack = stackFor(template, all);
  return functionNeeds(template, all).filter(
    (need) => !need.isOptional && !stack.open.has(need.role) && !isGranted(need, stack),
  );
}

/** The roles whose every use is known: those of functions alone, whose code can be read. */
export function roleUses(template: ReviewedTemplate, all: Surroundings): RoleUse[] {
  if (!hasCode(template, all)) return [];
  const stack = stackFor(template, all);
  const needs = functionNeeds(template, all);
  const roles = template.resources.filter(({ type }) => type === 'AWS::IAM::Role');
  return roles.flatMap(({ logicalId: role }) => {
    const users = usersOf(role, template, stack);
    const codes = users.map((user) => codeOf(user, role, stack, all));
    if (users.length === 0 || !codes.every((code) => code !== null) || !isForLambda(role, template)) return [];
    return {
      role,
      needs: needs.filter((need) => need.role === role),
      unseen: new Set(codes.flatMap((code) => [...code])),
    };
  });
}

/** The resources that run as the role. */
function usersOf(role: string, { resources }: ReviewedTemplate, stack: ReviewedStack): ReviewedResource[] {
  return resources.filter(({ properties, type }) => {
    const { Role: given } = properties;
    return (
      !type.startsWith('AWS::IAM::') &&
      [given].flat(9).some((text) => typeof text === 'string' && stack.named(text).includes(role))
    );
  });
}

/** What its code does in ways that are not seen; null where the code is not known. A layer's code is never known. */
function codeOf(user: ReviewedResource, role: string, stack: ReviewedStack, all: Surroundings): string[] | null {
  if (user.type !== 'AWS::Lambda::Function' || roleOf(user, stack) !== role) return null;
  const code = all.codeOf(user.template, user.logicalId);
  if (code === null) return null;
  return user.properties.Layers === undefined ? [...code.unseen] : ['*'];
}

/** Nobody but Lambda can take the role. */
function isForLambda(role: string, { documents }: ReviewedTemplate): boolean {
  const trust = documents.filter(({ kind, owner }) => kind === 'trust' && owner?.logicalId === role);
  const principals = trust.flatMap(statementsIn).flatMap((statement) => statement.principals);
  return (
    principals.length > 0 &&
    principals.every(({ kind, text }) => kind === 'Service' && /^(edge)?lambda\.amazonaws\.com$/.test(text))
  );
}
