/**
 * The text of a scalar; empty for a list, a map or nothing. Not by `String()` alone: a map of a template may have a
 * `toString` or a `valueOf` of its own that is no function, and then no text can be made of it.
 */
export function scalarText(value: unknown): string {
  return typeof value === 'object' || value === undefined ? '' : String(value);
}
