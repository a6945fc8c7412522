import { warning } from './commands.ts';

/** The leading numbers of a version, so many of them; null where it begins with none, as a range does. */
export function leading(version: string, count: number): string | null {
  const pattern = new RegExp(`^v?(\\d+(?:\\.\\d+){${count - 1}})(?![\\d])`);
  return pattern.exec(version)?.[1] ?? null;
}

/** Tells when what is there is not what is wanted. */
export function compare(name: string, wanted: string, there: string, count: number): void {
  const asked = leading(wanted, count);
  if (asked === null)
    warning(`${name} ${wanted} is wanted, which cannot be told without a network: this runs with ${there}`);
  else if (asked !== leading(there, count))
    warning(`${name} ${wanted} is wanted: this runs with ${there}, which is on the PATH`);
}
