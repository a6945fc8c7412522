/** A failure that people meet, and what to do about it. */
export interface Failure {
  /** For machines and tests: `bucket-name-taken`. */
  id: string;
  /** Any of AWS's texts for it. Named groups go into `fix` where it says `{name}`. */
  matches: readonly RegExp[];
  title: string;
  why: string;
  /** What to do, as one line. */
  fix: string;
  /** The AWS document that says so. */
  source: string;
}
