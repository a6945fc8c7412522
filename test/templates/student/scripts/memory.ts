import type { Store } from '../../../../templates/student/scripts/session.ts';

/** A Storage that keeps nothing longer than a test. */
export function memory(): Store {
  const kept = new Map<string, string>();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  };
}
