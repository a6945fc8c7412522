/** A problem that a person can solve: one line that says what to do, exit code 2. */
export class SetupError extends Error {}

/** The person, or the end of what started this, stopped the set-up: exit code 130. */
export class Interrupted extends Error {}
