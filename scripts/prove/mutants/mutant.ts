import type { DocumentKind, ReviewedDocument } from '../../access/model.ts';
import type { Path, Position } from '../../template/source.ts';
import type { ProvedStack } from '../deployment.ts';

/** A policy document where a stack has it. */
export interface Home {
  stack: ProvedStack;
  document: ReviewedDocument;
  /** The resource that has it. */
  logicalId: string;
  kind: DocumentKind;
  /** Where a person edits it: `policies/<name>.json`, or the template. */
  file: string;
  /** Of an identity policy: the names of the roles that have it. */
  roles: readonly string[];
  /** Below the resource's `Properties`; null for one that AWS writes by properties, such as a function's permission. */
  path: Path | null;
}

/** What is changed of a statement. */
export type Element = 'action' | 'resource' | 'principal' | 'condition';

/** The calls that a change can decide anew; null: any. Actions and resources are patterns, as statements have them. */
export interface Touched {
  roles: readonly string[] | null;
  actions: readonly string[] | null;
  resources: readonly string[] | null;
}

/** A document with one change. */
export interface Mutant {
  home: Home;
  /** Less access, which somebody must miss; or more, which must let somebody in who was kept out. */
  sense: 'narrower' | 'wider';
  element: Element;
  effect: 'Allow' | 'Deny';
  /** The statement's Sid, or its place from 0. */
  statement: string;
  /** What is taken away, as in `s3:PutObject`. */
  text: string;
  at: Position;
  /** The document as it would be. */
  value: unknown;
  touched: Touched;
}
