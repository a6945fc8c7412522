export type FailureKind = 'timeout' | 'unreachable' | 'status' | 'redirect' | 'too-large' | 'not-json' | 'schema';

/** The API gave no usable answer. The message never holds the URL or anything that the API sent. */
export class UpstreamFailure extends Error {
  override name = 'UpstreamFailure';
  readonly kind: FailureKind;
  /** Whether the same call may well succeed a moment later. */
  readonly isPassing: boolean;

  constructor(kind: FailureKind, message: string, { isPassing = false } = {}) {
    super(`the weather API failed: ${message}`);
    this.kind = kind;
    this.isPassing = isPassing;
  }
}
