import type { Random } from './random.ts';
import { ACCOUNT, type ConditionWords, OTHER_ACCOUNT, ROLES, TOPICS, type Topic } from './vocabulary.ts';

/** Policies as people write them. */
export interface Statement {
  Effect: 'Allow' | 'Deny';
  Principal?: { AWS: string[] };
  Action: string[];
  Resource: string[];
  Condition?: Conditions;
}

export type Conditions = Record<string, Record<string, readonly string[]>>;

interface Document {
  Version: '2012-10-17';
  Statement: Statement[];
}

export interface Side {
  identityPolicies: Document[];
  resourcePolicy: Document | null;
  permissionBoundary: Document | null;
  scps: Document[][];
}

/** Says what a generated side speaks of. */
export interface Style {
  topics: readonly Topic[];
  conditions: readonly ConditionWords[];
  /** Whom resource policies name. */
  principals: readonly string[];
}

export const NAMED = [
  ...ROLES.map((role) => `arn:aws:iam::${ACCOUNT}:role/${role}`),
  `arn:aws:iam::${ACCOUNT}:root`,
  `arn:aws:iam::${OTHER_ACCOUNT}:role/Partner`,
];

/** About ten statements in all. */
export function sideFrom(random: Random, style: Style): Side {
  const statements = (least: number, most: number) =>
    Array.from({ length: random.count(least, most) }, () => statementFrom(random, style));
  const named = (statement: Statement): Statement => ({
    ...statement,
    Principal: { AWS: random.some(style.principals, random.count(1, 2)) },
  });
  const everything: Statement = { Effect: 'Allow', Action: ['*'], Resource: ['*'] };
  const level = () => [documentOf([everything]), documentOf([denialFrom(random, style)])];
  return {
    identityPolicies: [documentOf(statements(3, 5)), ...(random.chance(0.5) ? [documentOf(statements(1, 3))] : [])],
    resourcePolicy: random.chance(0.5) ? documentOf(statements(1, 3).map(named)) : null,
    permissionBoundary: random.chance(0.5) ? documentOf([wideFrom(style), ...statements(1, 2)]) : null,
    scps: random.chance(0.6) ? Array.from({ length: random.count(1, 2) }, level) : [],
  };
}

function documentOf(statements: Statement[]): Document {
  return { Version: '2012-10-17', Statement: statements };
}

/** A boundary that leaves one of the topics out. */
function wideFrom({ topics }: Style): Statement {
  return {
    Effect: 'Allow',
    Action: topics.slice(0, Math.max(1, topics.length - 1)).map(({ actionGlobs }) => actionGlobs.at(-1) ?? '*'),
    Resource: ['*'],
  };
}

export function denialFrom(random: Random, style: Style): Statement {
  return { ...statementFrom(random, style), Effect: 'Deny' };
}

function statementFrom(random: Random, { topics, conditions }: Style): Statement {
  const { actions, actionGlobs, resources, resourceGlobs } = random.pick(topics);
  const globs = random.chance(0.4);
  return {
    Effect: random.chance(0.15) ? 'Deny' : 'Allow',
    Action: globs ? [random.pick(actionGlobs)] : random.some(actions, random.count(1, 3)),
    Resource: random.some([...resources, ...resourceGlobs], random.count(1, 2)),
    ...(random.chance(0.5) ? { Condition: conditionFrom(random, conditions) } : {}),
  };
}

export function conditionFrom(random: Random, conditions: readonly ConditionWords[]): Conditions {
  const chosen = random.some(conditions, random.count(1, 2));
  const condition: Conditions = {};
  for (const [operator, key, values] of chosen) condition[operator] = { ...condition[operator], [key]: values };
  return condition;
}

/** The topics of one side: few, as in real policies, so that statements meet. */
export function topicsFrom(random: Random): Topic[] {
  return random.some(TOPICS, random.count(1, 2));
}
