import { posix } from 'node:path';
import type { ServiceRole } from '../../../access/deploying/service-roles.ts';
import type { Reviewed, ReviewedDocument, ReviewedResource } from '../../../access/model.ts';
import { patternFor } from '../../../access/stated/actions.ts';
import { type Stated, type StatedCondition, statementsIn, textsAt } from '../../../access/stated/statements.ts';
import { globOf } from '../../../iam/compare/glob.ts';
import { withPartition } from './symbols.ts';

/** The boundaries with which a service role may make a role. */
export interface RequiredBoundaries {
  /** As the conditions say them, wildcards included. */
  texts: readonly string[];
  /** The template of the service role: what its symbols are relative to. */
  template: string;
}

const ACTION = 'iam:CreateRole';
const KEY = 'iam:permissionsboundary';

/** Null where the role may make roles without a boundary, or none at all. */
export function requiredBoundaries({ resource, policies, boundary }: ServiceRole): RequiredBoundaries | null {
  const sides = [policies, boundary === null ? [] : [boundary]];
  const texts = sides.map((side) => allowedOnly(side)).find((found) => found !== null);
  const denied = sides.flat().flatMap((document) => deniedElse(document));
  const required = texts ?? (denied.length > 0 ? denied : null);
  return required === null ? null : { texts: [...new Set(required)], template: resource.template };
}

/** The boundaries that each Allow demands; null where one demands none. */
function allowedOnly(documents: readonly ReviewedDocument[]): string[] | null {
  const allows = speaking(documents, 'Allow');
  const demanded = allows.map((statement) => valuesOf(statement, ({ means }) => !means?.negated));
  return allows.length === 0 || demanded.some((values) => values.length === 0) ? null : demanded.flat();
}

/** `Deny` of making a role, `StringNotEquals` the boundary. */
function deniedElse(document: ReviewedDocument): string[] {
  return speaking([document], 'Deny').flatMap((statement) =>
    valuesOf(statement, ({ means }) => means?.negated === true),
  );
}

function speaking(documents: readonly ReviewedDocument[], effect: Stated['effect']): Stated[] {
  const statements = documents.flatMap(statementsIn);
  return statements.filter((one) => one.effect === effect && patternFor(one, ACTION) !== null);
}

function valuesOf({ conditions }: Stated, isFitting: (condition: StatedCondition) => boolean): string[] {
  const fitting = conditions.filter(
    (one) => one.lower === KEY && /^(String|Arn)/i.test(one.operator) && isFitting(one),
  );
  return fitting.flatMap(({ values }) => values.map(({ text }) => text));
}

/** What is wrong with the boundary of the role; null where nothing is, or where it is known only when deploying. */
export function unfulfilled(role: ReviewedResource, required: RequiredBoundaries, reviewed: Reviewed): string | null {
  const given = textsAt(role.properties.PermissionsBoundary, []).map(({ text }) => text);
  if (given.length === 0) return role.properties.PermissionsBoundary === undefined ? 'has no boundary' : null;
  const patterns = required.texts.flatMap((text) => [text, abroad(text, required.template)]).map(patternOf);
  const others = given.filter((text) => !patterns.some((pattern) => pattern.matches(withPartition(text))));
  const wrong = others.find((text) => isKnown(text, role, required, reviewed));
  return wrong === undefined ? null : `has the boundary ${wrong}`;
}

function patternOf(text: string) {
  return globOf(withPartition(text), { ignoreCase: false });
}

/** A resource of the service role's template as other templates name it: `${Boundary}` is `${bootstrap::Boundary}`. */
function abroad(text: string, template: string): string {
  return text.replace(/\$\{([^{}:.]+)\}/g, `\${${posix.parse(template).name}::$1}`);
}

/** An ARN whose symbols are AWS's, resources, or parameters that every stack of an environment is given alike. */
function isKnown(
  text: string,
  { template }: ReviewedResource,
  { texts }: RequiredBoundaries,
  { templates }: Reviewed,
): boolean {
  const own = templates.find(({ file }) => file === template)?.resources ?? [];
  const symbols = [...text.matchAll(/\$\{([^{}]*)\}/g)].map(([, name]) => name ?? '');
  const isShared = (name: string) => texts.some((required) => required.includes(`\${${name}}`));
  const isResource = (name: string) => own.some(({ logicalId }) => logicalId === name);
  return text.startsWith('arn:') && symbols.every((name) => /^AWS::/.test(name) || isShared(name) || isResource(name));
}
