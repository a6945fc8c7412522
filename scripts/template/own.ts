/** What a map itself has under a name: logical ids and types are anybody's text, `constructor` too. */
export function own<Value>(map: Readonly<Record<string, Value>> | null | undefined, name: string): Value | undefined {
  return map && Object.hasOwn(map, name) ? map[name] : undefined;
}

/** A name as templates write them; empty for a list or a map, which can be none. */
export function nameOf(value: unknown): string {
  return typeof value === 'object' || value === undefined ? '' : String(value);
}
