/**
 * Why a backup, its check or its restore cannot go on. `absent`, `taken`, `damaged`, `foreign` and `busy` are about the
 * place of the backup, `table` about the table, `input` about what was asked for.
 */
export type ProblemKind = 'absent' | 'taken' | 'damaged' | 'foreign' | 'busy' | 'table' | 'input';

/** One line for a person that says what to do. */
export class BackupProblem extends Error {
  override name = 'BackupProblem';
  readonly kind: ProblemKind;
  constructor(kind: ProblemKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

export function isProblem(error: unknown, kind: ProblemKind): boolean {
  return error instanceof BackupProblem && error.kind === kind;
}
