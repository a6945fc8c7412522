import * as v from 'valibot';
import type { Item } from '../shared/backup/items/item.ts';
import { Refusal } from '../shared/student-api/refusal.ts';
import type { STUDENT_FIELDS } from '../shared/student-api/student.ts';
import { itemBytes, LARGEST_ITEM } from './item-bytes.ts';

/** Half a character would be another one once it is stored. */
const text = (field: string) =>
  v.pipe(
    v.string(`${field} takes text`),
    v.check((value) => !/\p{Surrogate}/u.test(value), `${field} holds half of a character`),
  );

const atMost = (field: string, most: number) =>
  v.check(
    (value: string) => value.length <= 2 * most && [...value].length <= most,
    `${field} takes at most ${most} characters`,
  );

const AGE = 'age takes a whole number from 0 to 150';

const Fields = v.object({
  studentId: v.pipe(
    text('studentId'),
    v.trim(),
    v.nonEmpty('studentId takes text that is not blank'),
    atMost('studentId', 256),
    v.check((value) => !/\p{Cc}/u.test(value), 'studentId takes no control characters, such as line breaks'),
  ),
  name: v.pipe(
    text('name'),
    v.check((value) => value.trim() !== '', 'name takes text that is not blank'),
    atMost('name', 200),
  ),
  class: v.optional(v.pipe(text('class'), atMost('class', 100))),
  age: v.optional(v.pipe(v.number(AGE), v.integer(AGE), v.minValue(0, AGE), v.maxValue(150, AGE))),
  notes: v.optional(text('notes')),
});

export type NewStudent = v.InferOutput<typeof Fields>;

/** @throws Refusal 400 that says what a field takes, and not what it was given; 413 for more than an item holds */
export function readStudent(body: Partial<Record<(typeof STUDENT_FIELDS)[number], unknown>>): NewStudent {
  const missing = (['studentId', 'name'] as const).find((field) => !Object.hasOwn(body, field));
  if (missing) throw new Refusal(400, `${missing} is missing`);
  const parsed = v.safeParse(Fields, body, { abortEarly: true });
  if (!parsed.success) throw new Refusal(400, parsed.issues[0].message);
  if (itemBytes(itemOf(parsed.output)) > LARGEST_ITEM) throw tooLarge();
  return parsed.output;
}

export function tooLarge(): Refusal {
  return new Refusal(413, 'the student is larger than the 400 KB that DynamoDB keeps: shorten the notes');
}

/** As it is stored: absent fields are absent there, too. */
export function itemOf({ age, ...texts }: NewStudent): Item {
  const item: Item = Object.fromEntries(
    Object.entries(texts).flatMap(([name, S]) => (S === undefined ? [] : [[name, { S }]])),
  );
  return age === undefined ? item : { ...item, age: { N: String(age) } };
}
