import type { Finding } from '../template/finding.ts';
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

/** As a template declares it; `at` is where. */
export interface ReviewedParameter {
  name: string;
  declaration: Record<string, unknown>;
  at: Position;
  /** Null where it has no Default. */
  defaultAt: Position | null;
}

export interface ReviewedTemplate {
  file: string;
  parameters: readonly ReviewedParameter[];
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
  /** Keys of the tags that every environment puts on a stack, which CloudFormation hands on to its resources, by template. */
  stackTags?: ReadonlyMap<string, readonly string[]>;
  /** Templates that every environment with a service role skips: people deploy them, with their own permissions. */
  deployedByPeople?: ReadonlySet<string>;
}
