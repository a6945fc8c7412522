import type { Finding, Severity } from '../template/finding.ts';
import type { Path, Position } from '../template/source.ts';

/** What a policy document is for. */
export type DocumentKind = 'identity' | 'trust' | 'resource' | 'boundary' | 'scp' | 'rcp' | 'unknown';

/** A policy document where a person edits it, its intrinsic functions resolved as far as they can be. */
export interface ReviewedDocument {
  kind: DocumentKind;
  /** The resource of a template that it is attached to; null for a file that no template includes. */
  owner: Owner | null;
  /**
   * Plain JSON, as IAM would get it. What is not known before deploying is text that equals itself: `${Bucket.Arn}` in
   * place of `!GetAtt Bucket.Arn`. Both branches of a condition are in it: the statements of `Fn::If` stand beside each
   * other, and a value that depends on a condition is a list of its possible values.
   */
  value: unknown;
  /** Where the value at a path of `value` is written, or its nearest ancestor that is. */
  at(path: Path): Position;
  keyAt(path: Path): Position;
}

export interface Owner {
  template: string;
  logicalId: string;
  /** CloudFormation's, such as `AWS::IAM::Role`. */
  type: string;
}

/** A resource of a template, its properties resolved as those of a document are. */
export interface ReviewedResource extends Owner {
  properties: Record<string, unknown>;
  /** Its `Metadata` as it is written, absent where it has none. */
  metadata?: unknown;
  /** Of a path below the resource, such as `['Properties', 'Environment']`. */
  at(path: Path): Position;
  keyAt(path: Path): Position;
}

/** What is not known before deploying, and why. */
export interface Unresolved {
  file: string;
  line: number;
  expression: string;
  reason: string;
}

export interface ReviewedTemplate {
  file: string;
  resources: readonly ReviewedResource[];
  documents: readonly ReviewedDocument[];
  unresolved: readonly Unresolved[];
}

/** Everything below a root. One bad file never stops the others: it is a finding. */
export interface Reviewed {
  templates: readonly ReviewedTemplate[];
  /** Policy documents in files of their own that no template includes. */
  documents: readonly ReviewedDocument[];
  ignored: readonly { file: string; reason: string }[];
  unreadable: readonly Finding[];
  files: number;
}

/** A finding of the review, before suppressions are applied. */
export interface RuleFinding {
  message: string;
  /** What can be pasted, or an order. */
  fix: string;
  at: Position;
  logicalId: string | null;
  /** The statement's place in its document, where it is about one. */
  statement: number | null;
}

/** What a rule looks at: a document, a resource, a template as a whole, or everything. */
export type Check =
  | { of: 'document'; look(document: ReviewedDocument, all: Surroundings): RuleFinding[] }
  | { of: 'resource'; look(resource: ReviewedResource, all: Surroundings): RuleFinding[] }
  | { of: 'template'; look(template: ReviewedTemplate, all: Surroundings): RuleFinding[] };

export interface Surroundings {
  reviewed: Reviewed;
  catalog: import('../iam/catalog/catalog.ts').Catalog;
  keyType: import('../iam/catalog/key-types.ts').KeyTypes;
  managedPolicies: import('../iam/catalog/managed-policies.ts').ManagedPolicies;
  handlers: import('../iam/catalog/handlers.ts').Handlers;
  codeOf: import('./code.ts').CodeOf;
}

/** One rule a file. */
export interface Rule {
  id: string;
  /** IAM Access Analyzer's, where it has one. */
  code: string | null;
  severity: Severity;
  /** One line: what is wrong. */
  summary: string;
  /** Why it matters, with the AWS page that says so. */
  why: string;
  check: Check;
}
