import type { Reviewed, ReviewedDocument, ReviewedResource, ReviewedTemplate } from '../access/model.ts';
import type { Severity } from '../template/finding.ts';
import type { Position } from '../template/source.ts';

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
