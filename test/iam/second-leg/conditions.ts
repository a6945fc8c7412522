export const STRINGS = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
];

export const RELATIONS = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'];

export function conditional(Action: string, Resource: string, Condition: object): object {
  return { Effect: 'Allow', Action, Resource, Condition };
}

/** Of statements, as many as fit into a managed policy, which has at most 6,144 characters. */
export function chunks<T>(list: T[], size = 20): T[][] {
  const starts = Array.from({ length: Math.ceil(list.length / size) }, (_, index) => index * size);
  return starts.map((start) => list.slice(start, start + size));
}
