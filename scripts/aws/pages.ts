export interface Page<T> {
  items: T[] | undefined;
  next: string | undefined;
}

/** All items of a paged call, in the order that AWS gives them. */
export async function allPages<T>(fetch: (token: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let token: string | undefined;
  do {
    const { items = [], next } = await fetch(token);
    all.push(...items);
    token = next;
  } while (token);
  return all;
}
