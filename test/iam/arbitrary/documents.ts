import fc from 'fast-check';
import { conditions, type Written } from './conditions.ts';
import { ACTION_PATTERNS, PRINCIPALS, RESOURCE_PATTERNS } from './vocabulary.ts';

export interface Statement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Principal?: unknown;
  NotPrincipal?: unknown;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Written;
}

export interface Document {
  Version: '2012-10-17' | '2008-10-17';
  Statement: Statement[];
}

/** The policies of one side of a comparison, as they are written. */
export interface Documents {
  identityPolicies: Document[];
  resourcePolicy: Document | null;
  permissionBoundary: Document | null;
  sessionPolicies: Document[];
  scps: Document[][];
  rcps: Document[][];
}

const few = (words: readonly string[]) => fc.uniqueArray(fc.constantFrom(...words), { minLength: 1, maxLength: 2 });
const seldom = <T, U>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<U>) =>
  fc.oneof({ arbitrary: usual, weight: 5 }, { arbitrary: other, weight: 1 });

const actions = seldom(
  few(ACTION_PATTERNS).map((Action) => ({ Action })),
  few(ACTION_PATTERNS).map((NotAction) => ({ NotAction })),
);
const resources = seldom(
  few(RESOURCE_PATTERNS).map((Resource) => ({ Resource })),
  few(RESOURCE_PATTERNS).map((NotResource) => ({ NotResource })),
);
const covered = fc.tuple(actions, resources, conditions).map(([action, resource, Condition]) => ({
  ...action,
  ...resource,
  ...(Object.keys(Condition).length === 0 ? {} : { Condition }),
}));

export const allow: fc.Arbitrary<Statement> = covered.map((rest) => ({ Effect: 'Allow', ...rest }));
export const deny: fc.Arbitrary<Statement> = covered.map((rest) => ({ Effect: 'Deny', ...rest }));
const statement = fc.oneof({ arbitrary: allow, weight: 3 }, { arbitrary: deny, weight: 1 });

const named = seldom(
  fc.constantFrom(...PRINCIPALS).map((Principal) => ({ Principal })),
  fc.constantFrom(...PRINCIPALS.slice(1)).map((NotPrincipal) => ({ NotPrincipal })),
);
const inResource = (of: fc.Arbitrary<Statement>) =>
  fc.tuple(named, of).map(([who, what]): Statement => ({ ...who, ...what }));
export const resourceAllow = inResource(allow);
export const resourceDeny = inResource(deny);
const ofRcp = statement.map((what): Statement => ({ Principal: '*', ...what }));

const EVERYTHING: Statement = { Effect: 'Allow', Action: ['*'], Resource: ['*'] };

/** Boundaries and the like mostly start from everything. */
const restricting = (of: fc.Arbitrary<Statement>, everything = EVERYTHING) =>
  fc.oneof({ arbitrary: fc.constant(everything), weight: 2 }, { arbitrary: of, weight: 3 });

/** Statements of a document before and after: some of both, some of one only. */
interface Versions {
  before: Document;
  after: Document;
}

const version = seldom(fc.constant('2012-10-17' as const), fc.constant('2008-10-17' as const));
const changing = (of: fc.Arbitrary<Statement>): fc.Arbitrary<Versions> =>
  fc
    .record({
      both: fc.array(of, { maxLength: 2 }),
      before: fc.array(of, { maxLength: 1 }),
      after: fc.array(of, { maxLength: 1 }),
      Version: version,
    })
    .map(({ both, before, after, Version }) => ({
      before: { Version, Statement: [...both, ...before] },
      after: { Version, Statement: [...after, ...both] },
    }));

/** A document that mostly is on both sides, if it is. */
const perhaps = (of: fc.Arbitrary<Statement>, often: number) =>
  fc
    .tuple(fc.nat(9), fc.constantFrom('both', 'both', 'both', 'before', 'after'), changing(of))
    .map(([drawn, where, { before, after }]) => ({
      before: drawn < often && where !== 'after' ? [before] : [],
      after: drawn < often && where !== 'before' ? [after] : [],
    }));

const levels = (of: fc.Arbitrary<Statement>, often: number) =>
  fc.tuple(perhaps(of, often), perhaps(of, 1)).map(([first, second]) => ({
    before: [first.before, second.before].filter((level) => level.length > 0),
    after: [first.after, second.after].filter((level) => level.length > 0),
  }));

export interface Change {
  before: Documents;
  after: Documents;
}

/** @param resourceOften how many of ten changes have a resource policy */
export function changes(resourceOften = 4): fc.Arbitrary<Change> {
  return fc
    .record({
      identityPolicies: fc.tuple(changing(statement), perhaps(statement, 3)),
      resourcePolicy: perhaps(inResource(statement), resourceOften),
      permissionBoundary: perhaps(restricting(statement), 2),
      sessionPolicies: perhaps(restricting(statement), 2),
      scps: levels(restricting(statement), 2),
      rcps: levels(restricting(ofRcp, { ...EVERYTHING, Principal: '*' }), 1),
    })
    .map((drawn) => ({ before: sideOf(drawn, 'before'), after: sideOf(drawn, 'after') }));
}

type Side = 'before' | 'after';
type Drawn = {
  identityPolicies: [Versions, Record<Side, Document[]>];
  scps: Record<Side, Document[][]>;
  rcps: Record<Side, Document[][]>;
} & Record<'resourcePolicy' | 'permissionBoundary' | 'sessionPolicies', Record<Side, Document[]>>;

function sideOf(drawn: Drawn, side: Side): Documents {
  const [first, second] = drawn.identityPolicies;
  return {
    identityPolicies: [first[side], ...second[side]],
    resourcePolicy: drawn.resourcePolicy[side][0] ?? null,
    permissionBoundary: drawn.permissionBoundary[side][0] ?? null,
    sessionPolicies: drawn.sessionPolicies[side],
    scps: drawn.scps[side],
    rcps: drawn.rcps[side],
  };
}
