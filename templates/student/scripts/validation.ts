/** What POST /students takes; the server has the last word. */
export interface NewStudent {
  studentId: string;
  name: string;
  class?: string;
  age?: number;
  notes?: string;
}

export type Field = keyof NewStudent;

export type Errors = Partial<Record<Field, string>>;

/** A student of what was typed, or for each field that is wrong, why. */
export type Checked = { student: NewStudent } | { errors: Errors };

export const LABELS: Record<Field, string> = {
  studentId: 'Id',
  name: 'Name',
  class: 'Class',
  age: 'Age',
  notes: 'Notes',
};
const FIELDS = Object.keys(LABELS) as Field[];
/** Characters. */
const MOST: Record<'studentId' | 'name' | 'class', number> = { studentId: 256, name: 200, class: 100 };
/** Bytes. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items */
const LARGEST = 400 * 1024;

export function checked(typed: Record<Field, string>): Checked {
  const given = { ...typed };
  for (const field of ['studentId', 'name', 'class', 'age'] as const) given[field] = typed[field].trim();
  const errors: Errors = {};
  for (const field of FIELDS) {
    const line = errorOf(field, given[field]);
    if (line !== null) errors[field] = line;
  }
  const student = studentOf(given);
  if (bytesOf(student) > LARGEST) errors.notes ??= 'A student has room for 400 KB in all. Shorten the notes.';
  return Object.keys(errors).length > 0 ? { errors } : { student };
}

function errorOf(field: Field, text: string): string | null {
  if (text === '' && field === 'studentId') return 'Enter an id.';
  if (text === '' && field === 'name') return 'Enter a name.';
  if (field === 'age') return isAge(text) ? null : 'Enter a whole number from 0 to 150.';
  if (/\p{Surrogate}/u.test(text)) return 'A character in it is broken. Enter it anew.';
  if (field === 'notes') return null;
  if ([...text].length > MOST[field]) return `Enter at most ${MOST[field]} characters.`;
  if (field === 'studentId' && /\p{Cc}/u.test(text)) return 'Enter it without tabs and other control characters.';
  return null;
}

function isAge(text: string): boolean {
  return text === '' || (/^\d{1,3}$/.test(text) && Number(text) <= 150);
}

/** What is left empty is not sent. */
function studentOf({ studentId, name, class: group, age, notes }: Record<Field, string>): NewStudent {
  return {
    ...{ studentId, name },
    ...(group ? { class: group } : {}),
    ...(age ? { age: Number(age) } : {}),
    ...(notes.trim() ? { notes } : {}),
  };
}

/**
 * As DynamoDB counts: names and texts in UTF-8; of a number a byte for two digits without zeros at its ends, and one more.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
function bytesOf(student: NewStudent): number {
  const { age, ...texts } = student;
  const size = new TextEncoder().encode(Object.entries(texts).flat().join('')).length;
  if (age === undefined) return size;
  return size + 'age'.length + Math.ceil(String(age).replace(/^0+|0+$/g, '').length / 2) + 1;
}

/** The field that a line of the server's is about; null when it is about none, or about all of them. */
export function fieldOf(status: number, line: string): { field: Field; line: string } | null {
  if (status === 413) return { field: 'notes', line };
  const field = FIELDS.find((one) => status === 400 && new RegExp(`^${one}\\b`, 'i').test(line));
  return field === undefined ? null : { field, line: LABELS[field] + line.slice(field.length) };
}
