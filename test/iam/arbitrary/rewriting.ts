import type { Document, Documents, Statement } from './documents.ts';

/** Ways to write the same policies otherwise. */
export const REWRITINGS: Record<string, (documents: Documents) => Documents> = {
  'statements in another order': (all) => eachDocument(all, (statements) => [...statements].reverse()),
  'documents in another order': (all) => ({
    ...all,
    identityPolicies: [...all.identityPolicies].reverse(),
    scps: [...all.scps].reverse(),
  }),
  'statements twice': (all) => eachDocument(all, (statements) => [...statements, ...statements]),
  'a document for each statement': (all) => ({
    ...all,
    identityPolicies: all.identityPolicies.flatMap(apart),
    scps: all.scps.map((level) => level.flatMap(apart)),
  }),
  'a statement for each action': (all) => eachDocument(all, (statements) => statements.flatMap(byAction)),
  'single texts instead of lists': (all) => eachStatement(all, (statement) => mapped(statement, unlisted)),
  'patterns in another order and twice': (all) => eachStatement(all, (statement) => mapped(statement, reversed)),
  'actions in upper case': (all) => eachStatement(all, upperCase),
  'condition keys in another case': (all) => eachStatement(all, otherKeys),
  Sids: (all) => eachStatement(all, (statement) => ({ Sid: 'Named', ...statement })),
};

function eachDocument(all: Documents, change: (statements: Statement[]) => Statement[]): Documents {
  const one = (document: Document): Document => ({ ...document, Statement: change(document.Statement) });
  const perhaps = (document: Document | null) => (document === null ? null : one(document));
  return {
    identityPolicies: all.identityPolicies.map(one),
    resourcePolicy: perhaps(all.resourcePolicy),
    permissionBoundary: perhaps(all.permissionBoundary),
    sessionPolicies: all.sessionPolicies.map(one),
    scps: all.scps.map((level) => level.map(one)),
    rcps: all.rcps.map((level) => level.map(one)),
  };
}

function eachStatement(all: Documents, change: (statement: Statement) => Statement): Documents {
  return eachDocument(all, (statements) => statements.map(change));
}

/** One without statements stays: that it is there can restrict. */
function apart(document: Document): Document[] {
  if (document.Statement.length === 0) return [document];
  return document.Statement.map((statement) => ({ ...document, Statement: [statement] }));
}

function byAction(statement: Statement): Statement[] {
  const { Action } = statement;
  return Array.isArray(Action) ? Action.map((action) => ({ ...statement, Action: action })) : [statement];
}

type Texts = string | string[];

function mapped(statement: Statement, change: (texts: Texts) => Texts): Statement {
  const { Condition, ...rest } = statement;
  const changed = { ...rest };
  for (const name of ['Action', 'NotAction', 'Resource', 'NotResource'] as const) {
    const texts = rest[name];
    if (texts !== undefined) changed[name] = change(texts);
  }
  const keys = (all: Record<string, Texts>) =>
    Object.fromEntries(Object.entries(all).map(([key, values]) => [key, change(values)]));
  const conditions = Object.entries(Condition ?? {}).map(([operator, all]) => [operator, keys(all)]);
  return Condition === undefined ? changed : { ...changed, Condition: Object.fromEntries(conditions) };
}

function unlisted(texts: Texts): Texts {
  return Array.isArray(texts) && texts.length === 1 ? (texts[0] ?? '') : texts;
}

function reversed(texts: Texts): Texts {
  return Array.isArray(texts) ? [...texts, ...texts].reverse() : [texts, texts];
}

function upperCase(statement: Statement): Statement {
  const upper = (texts: Texts) =>
    Array.isArray(texts) ? texts.map((text) => text.toUpperCase()) : texts.toUpperCase();
  const { Action, NotAction } = statement;
  return {
    ...statement,
    ...(Action === undefined ? {} : { Action: upper(Action) }),
    ...(NotAction === undefined ? {} : { NotAction: upper(NotAction) }),
  };
}

function otherKeys(statement: Statement): Statement {
  const { Condition } = statement;
  if (Condition === undefined) return statement;
  const renamed = Object.entries(Condition).map(([operator, keys]) => [
    operator,
    Object.fromEntries(Object.entries(keys).map(([key, values]) => [key.toUpperCase(), values])),
  ]);
  return { ...statement, Condition: Object.fromEntries(renamed) };
}
