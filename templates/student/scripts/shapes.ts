/** A student as the API shows one; others may have written whatever they like. */
export interface Student {
  studentId: string;
  name: string;
  class: string;
  age: string;
  notes: string;
}

export interface StudentPage {
  students: Student[];
  next: string | null;
}

export interface Run {
  status: 'running' | 'done' | 'failed';
  /** Relative to the address of the API. */
  statusUrl: string;
  items: number;
  expected: number;
  bytes: number | null;
  digest: string | null;
  place: string | null;
  mail: string | null;
  error: string | null;
}

type Map = Record<string, unknown>;

/** Null for anything that is not the answer that was asked for: the caller tells so. */
export function pageFrom(value: unknown): StudentPage | null {
  const { students, next } = mapOf(value);
  if (!Array.isArray(students) || (next !== null && typeof next !== 'string')) return null;
  return { students: students.map(studentFrom), next };
}

export function studentFrom(value: unknown): Student {
  const { studentId, name, class: group, age, notes } = mapOf(value);
  return {
    ...{ studentId: textOf(studentId), name: textOf(name), class: textOf(group) },
    ...{ age: textOf(age), notes: textOf(notes) },
  };
}

export function runFrom(value: unknown): Run | null {
  const { status, statusUrl, items, expected, bytes, digest, place, mail, error } = mapOf(value);
  const isKnown = status === 'running' || status === 'done' || status === 'failed';
  // Only ever a path below the API: an answer must not lead elsewhere.
  if (!isKnown || typeof statusUrl !== 'string' || !/^backup\/[\w-]+$/.test(statusUrl)) return null;
  return {
    ...{ status, statusUrl, items: numberOf(items) ?? 0, expected: numberOf(expected) ?? 0, bytes: numberOf(bytes) },
    ...{ digest: stringOf(digest), place: stringOf(place), mail: stringOf(mail), error: stringOf(error) },
  };
}

/** The one line of an error answer; null when it has none. */
export function errorFrom(value: unknown): string | null {
  return stringOf(mapOf(value).error);
}

function mapOf(value: unknown): Map {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Map) : {};
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function stringOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
