import type { TemplateScope } from './scope.ts';

/** The scope, and whether anything of another file has been asked for in it. */
export function watched(scope: TemplateScope): { scope: TemplateScope; asksOthers(): boolean } {
  let asks = false;
  const noting =
    <A extends unknown[], R>(ask: (...args: A) => R) =>
    (...args: A): R => {
      asks = true;
      return ask(...args);
    };
  const { imported, nested, included } = scope;
  return {
    scope: { ...scope, imported: noting(imported), nested: noting(nested), included: noting(included) },
    asksOthers: () => asks,
  };
}
