/** What a map itself has under a name: logical ids and types are anybody's text, `constructor` too. */
export function own<Value>(map: Readonly<Record<string, Value>> | null | undefined, name: string): Value | undefined {
  return map && Object.hasOwn(map, name) ? map[name] : undefined;
}
