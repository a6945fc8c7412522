/** The logical ids that a person named for a stack: as `Table` they count in every stack, as `stack/Table` in that one. */
export function acknowledged(stack: string, names: readonly string[]): Set<string> {
  return new Set(
    names.flatMap((name) => {
      const [of, id] = name.includes('/') ? name.split('/') : [stack, name];
      return of === stack && id ? [id] : [];
    }),
  );
}
