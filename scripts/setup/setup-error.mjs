/** A problem that a person can solve: one line that says what to do, exit code 2. */
export class SetupError extends Error {}
