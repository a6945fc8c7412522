/** A student as the API shows one; others may have written whatever they like. */
export interface Student {
  studentId: string;
  name: string;
  class: string;
  age: string;
  notes: string;
  /** What else the item holds, as name and text. */
  more: [name: string, text: string][];
}

export interface StudentPage {
  students: Student[];
  /** Null: there are no others. */
  next: string | null;
}

export interface Run {
  status: 'running' | 'done' | 'failed';
  /** Relative to the address of the API. */
  statusUrl: string;
  format: string | null;
  items: number;
  /** Zero: not known. */
  expected: number;
  bytes: number | null;
  digest: string | null;
  place: string | null;
  mail: string | null;
  error: string | null;
}

type Fields = Record<string, unknown>;

/** Null for anything that is not the answer that was asked for: the caller tells so. The same holds for the others. */
export function pageFrom(value: unknown): StudentPage | null {
  const { students, next } = fieldsOf(value) ?? {};
  if (!Array.isArray(students) || (next !== null && typeof next !== 'string')) return null;
  const known = students.map(studentFrom);
  return known.every((one) => one !== null) ? { students: known, next: next || null } : null;
}

export function studentFrom(value: unknown): Student | null {
  const fields = fieldsOf(value);
  if (fields === null || typeof fields.studentId !== 'string') return null;
  const { studentId, name, class: group, age, notes, ...others } = fields;
  return {
    ...{ studentId, name: textOf(name), class: textOf(group), age: textOf(age), notes: textOf(notes) },
    more: Object.entries(others).map(([other, held]) => [other, textOf(held)]),
  };
}

/** Of the answer to a student that was sent. */
export function sentStudentFrom(value: unknown): Student | null {
  return studentFrom(fieldsOf(value)?.student);
}

export function runFrom(value: unknown): Run | null {
  const { status, statusUrl, ...fields } = fieldsOf(value) ?? {};
  const isKnown = status === 'running' || status === 'done' || status === 'failed';
  // Only ever a path below the API: an answer must not lead elsewhere.
  if (!isKnown || typeof statusUrl !== 'string' || !/^backup\/[\w-]+$/.test(statusUrl)) return null;
  const text = (name: string) => stringOf(fields[name]);
  const number = (name: string) => countOf(fields[name]);
  return {
    ...{ status, statusUrl, format: text('format') },
    ...{ items: number('items') ?? 0, expected: number('expected') ?? 0, bytes: number('bytes') },
    ...{ digest: text('digest'), place: text('place'), mail: text('mail'), error: text('error') },
  };
}

/** The one line of an error answer; null when it has none. */
export function errorFrom(value: unknown): string | null {
  return stringOf(fieldsOf(value)?.error);
}

function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function stringOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}
