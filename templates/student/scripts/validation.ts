/** What POST /students takes; the server has the last word. */
export interface NewStudent {
  studentId: string;
  name: string;
  class?: string;
  age?: number;
  notes?: string;
}

export type Field = keyof NewStudent;

/** A student of what was typed, or for each field that is wrong, why. */
export type Checked = { student: NewStudent } | { errors: Partial<Record<Field, string>> };

const MOST: Record<'studentId' | 'name' | 'class', number> = { studentId: 256, name: 200, class: 100 };

export function checked(typed: Record<Field, string>): Checked {
  const [studentId, name, group, age] = [typed.studentId, typed.name, typed.class, typed.age].map((text) =>
    text.trim(),
  );
  const errors: Partial<Record<Field, string>> = {};
  if (!studentId) errors.studentId = 'Enter an id.';
  if (!name) errors.name = 'Enter a name.';
  for (const [field, text = ''] of [
    ['studentId', studentId],
    ['name', name],
    ['class', group],
  ] as const) {
    if ([...text].length > MOST[field]) errors[field] = `Enter at most ${MOST[field]} characters.`;
    else if (/\p{Cc}/u.test(text)) errors[field] = 'Enter it without line breaks and control characters.';
  }
  if (age && !(/^\d{1,3}$/.test(age) && Number(age) <= 150)) errors.age = 'Enter a whole number from 0 to 150.';
  if (Object.keys(errors).length > 0) return { errors };
  return {
    student: {
      ...{ studentId: studentId ?? '', name: name ?? '' },
      ...(group ? { class: group } : {}),
      ...(age ? { age: Number(age) } : {}),
      ...(typed.notes.trim() ? { notes: typed.notes } : {}),
    },
  };
}
