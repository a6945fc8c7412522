import { isMap } from './walk.ts';

/** Whether a parameter is declared as one whose value CloudFormation never shows, by `NoEcho: true` or as text. */
export function hasNoEcho(declaration: unknown): boolean {
  return isMap(declaration) && /^true$/i.test(String(declaration.NoEcho ?? ''));
}
