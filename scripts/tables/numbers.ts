import { UserError } from '../cli/errors.ts';

/** A whole number from 1 on, or null when the option was left out. @throws UserError */
export function positive(option: string, given: string | undefined): number | null {
  if (given === undefined) return null;
  const number = Number(given);
  if (/^\d+$/.test(given) && number >= 1 && Number.isSafeInteger(number)) return number;
  throw new UserError(`${option} takes a whole number from 1 on, not '${given}'`);
}
