/** Exit codes that every command shares. */
export const EXIT = { done: 0, findings: 1, mistake: 2, blocked: 3, interrupted: 130 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
