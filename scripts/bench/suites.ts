import { UserError } from '../cli/errors.ts';
import { measureBackup } from './backup/measure.ts';
import { measureDeploy } from './deploy/measure.ts';
import type { Effort } from './effort.ts';
import { measureIam } from './iam/measure.ts';
import { measureReview } from './review/measure.ts';
import type { Row } from './row.ts';

export interface Measuring {
  root: string;
  /** A file of comparison cases, or null for the built-in ones. */
  cases: string | null;
  /** A folder of templates, or null for generated ones. */
  files: string | null;
  effort: Effort;
  signal: AbortSignal;
}

export type Suite = (measuring: Measuring) => Promise<Row[]>;

const SUITES: Record<string, Suite> = {
  iam: measureIam,
  review: measureReview,
  deploy: measureDeploy,
  backup: measureBackup,
};

/** @throws UserError for a name that is none */
export function suitesNamed(names: readonly string[]): [name: string, suite: Suite][] {
  const known = Object.entries(SUITES);
  const wrong = names.find((name) => !known.some(([suite]) => suite === name));
  if (wrong !== undefined) {
    throw new UserError(`no suite '${wrong}': use one of ${known.map(([suite]) => suite).join(', ')}`);
  }
  return known.filter(([suite]) => names.length === 0 || names.includes(suite));
}
