import { isMap } from './walk.ts';

/** Whether a parameter is declared as one whose value CloudFormation never shows, by `NoEcho: true` or as text. */
export function hasNoEcho(declaration: unknown): boolean {
  if (!isMap(declaration)) return false;
  const { NoEcho: noEcho } = declaration;
  // Not by String(): a map that has a `toString` of its own is no text.
  return noEcho === true || (typeof noEcho === 'string' && /^true$/i.test(noEcho));
}
