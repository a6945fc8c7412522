import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { Refusal } from '../shared/student-api/refusal.ts';
import { type Json, refuseOtherKeys } from '../shared/student-api/request.ts';
import { itemBytes, LARGEST_ITEM } from './item-size.ts';

const text = (name: string, most: number) =>
  v.pipe(
    v.string(`${name} takes text`),
    v.check((value) => !/\p{Surrogate}/u.test(value), `${name} holds half of a character`),
    v.trim(),
    v.check((value) => value !== '', `${name} is empty`),
    v.check((value) => [...value].length <= most, `${name} takes at most ${most} characters`),
    v.check((value) => !/\p{Cc}/u.test(value), `${name} takes no line breaks and no control characters`),
  );

const FIELDS = {
  studentId: text('studentId', 256),
  name: text('name', 200),
  class: v.optional(text('class', 100)),
  age: v.optional(
    v.pipe(
      v.number('age takes a number'),
      v.check(
        (value) => Number.isInteger(value) && value >= 0 && value <= 150,
        'age takes a whole number from 0 to 150',
      ),
    ),
  ),
  // Free text: whatever fits into an item.
  notes: v.optional(
    v.pipe(
      v.string('notes takes text'),
      v.check((value) => !/\p{Surrogate}/u.test(value), 'notes holds half of a character'),
    ),
  ),
};

const schema = v.object(FIELDS);

export type NewStudent = v.InferOutput<typeof schema>;

/** @throws Refusal 400 that names the field, 413 for what DynamoDB has no room for */
export function readStudent(given: Json): NewStudent {
  refuseOtherKeys(given, Object.keys(FIELDS));
  for (const name of ['studentId', 'name']) {
    if (!Object.hasOwn(given, name)) throw new Refusal(400, `${name} is missing`);
  }
  const { success, output, issues } = v.safeParse(schema, given, { abortEarly: true });
  if (!success) throw new Refusal(400, issues[0].message);
  if (itemBytes(itemOf(output)) > LARGEST_ITEM) {
    throw new Refusal(413, `a student takes at most ${LARGEST_ITEM / 1024} KB: shorten the notes`);
  }
  return output;
}

/** As it is stored; absent fields are absent there, too. */
export function itemOf({ studentId, name, class: group, age, notes }: NewStudent): Record<string, AttributeValue> {
  return {
    studentId: { S: studentId },
    name: { S: name },
    ...(group === undefined ? {} : { class: { S: group } }),
    ...(age === undefined ? {} : { age: { N: String(age) } }),
    ...(notes === undefined ? {} : { notes: { S: notes } }),
  };
}
