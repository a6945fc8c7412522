import type { Check } from '../embedded/calls.ts';

/** The names that AWS services give to an IAM denial. */
const DENIED = new Set(['AccessDenied', 'AccessDeniedException', 'Forbidden', '403', 'AuthorizationError']);

export function isDenial(error: unknown): boolean {
  const { name, $metadata } = (error ?? {}) as { name?: string; $metadata?: { httpStatusCode?: number } };
  return (name !== undefined && DENIED.has(name)) || $metadata?.httpStatusCode === 403;
}

export function isDenied({ decision }: Check): boolean {
  return decision !== 'Allowed';
}
