import { mapTexts } from '../access/symbols.ts';
import type { PolicyDocument, PolicyStatement } from '../iam/policy/document.ts';
import { jsonPointer, NotAPolicy, readPolicyDocument } from '../iam/policy/read.ts';
import { mistakeAt } from '../template/mistake.ts';
import type { Position } from '../template/source.ts';
import { isMap } from '../template/walk.ts';
import type { Held } from './deployed.ts';

/** A policy document that applies to a question, and where a person edits it. */
export interface Policy {
  held: Held;
  document: PolicyDocument;
  /** Where the document starts: the file in which a statement is added. */
  at: Position;
  statementAt(index: number): Position;
}

/** @throws UserError for what is no policy: a decision without it would be wrong */
export function policyOf(held: Held): Policy {
  const { document } = held;
  const isList = isMap(held.value) && Array.isArray(held.value.Statement);
  try {
    return {
      held,
      document: readPolicyDocument(held.value),
      at: document.at([]),
      statementAt: (index) => document.at(isList ? ['Statement', index] : ['Statement']),
    };
  } catch (error) {
    if (!(error instanceof NotAPolicy)) throw error;
    const [first] = error.mistakes;
    throw mistakeAt(document.at(first?.path ?? []), `${jsonPointer(first?.path ?? [])}: ${first?.reason}`);
  }
}

/** Several policies of one resource as the one that it has; each made `mergeable`. */
export function merged(policies: readonly Policy[]): PolicyDocument | null {
  if (policies.length === 0) return null;
  return { version: '2012-10-17', statements: policies.flatMap(({ document }) => document.statements) };
}

/** In documents of 2008 `${…}` is plain text: it is escaped in the way of 2012, which the merged one has. */
export function mergeable(held: Held): Held {
  const { value } = held;
  if (!isMap(value) || value.Version === '2012-10-17') return held;
  const escaped = mapTexts(value, (text) => text.replaceAll('${', '${$}{'));
  return { ...held, value: { ...(escaped as object), Version: '2012-10-17' } };
}

/** The keys of a statement's conditions as they are written there. */
export function writtenKeys({ held }: Policy, { index, conditions }: PolicyStatement): string[] {
  const statement = isMap(held.value) ? [held.value.Statement].flat()[index] : undefined;
  const operators = isMap(statement) && isMap(statement.Condition) ? Object.values(statement.Condition) : [];
  const written = operators.flatMap((keys) => (isMap(keys) ? Object.keys(keys) : []));
  return conditions.map(({ key }) => written.find((name) => name.toLowerCase() === key) ?? key);
}
