/**
 * Makes what is asked for and keeps what was asked for last, up to a limit in the size that `sizeOf` gives. Trees with
 * positions take thirty times the room of their text, and few are looked at twice.
 */
export function recent<T>(
  limit: number,
  sizeOf: (key: string) => number,
  make: (key: string) => T,
): (key: string) => T {
  const kept = new Map<string, T>();
  let size = 0;
  return (key) => {
    const known = kept.get(key);
    kept.delete(key);
    const value = known ?? make(key);
    if (known === undefined) size += sizeOf(key);
    kept.set(key, value);
    for (const oldest of kept.keys()) {
      if (size <= limit || oldest === key) break;
      kept.delete(oldest);
      size -= sizeOf(oldest);
    }
    return value;
  };
}
