/** What a student has, in the order in which it is shown. Others may have written more into an item. */
export const STUDENT_FIELDS = ['studentId', 'name', 'class', 'age', 'notes'] as const;

/** The table's key. */
export const KEY = 'studentId';

/** Bytes of UTF-8 that a key may have. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
export const LONGEST_KEY = 2048;
