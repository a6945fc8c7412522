import type { Verdict } from '../verdict.ts';
import { isWhole, type Told } from './told.ts';

/** The one document of `--format json`. */
export function jsonDocument(told: Told) {
  const { stacks, rows, total, gaps, problems, absent, verdicts, took } = told;
  return {
    formatVersion: 1,
    ...{ passed: isWhole(told), stacks, policies: rows, total, gaps, problems, absent },
    changes: verdicts.map(changeOf),
    seconds: took,
  };
}

function changeOf({ mutant, status, evidence }: Verdict) {
  const { home, sense, element, effect, statement, text, at } = mutant;
  const { stack } = home.stack;
  return { stack, logicalId: home.logicalId, ...at, statement, effect, sense, element, text, status, evidence };
}
