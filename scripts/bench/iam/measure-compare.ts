import { comparisonCase } from '../../iam/cases.ts';
import { compare, type Knowledge } from '../../iam/compare/compare.ts';
import { millisecondsOf } from '../clock.ts';
import type { Effort } from '../effort.ts';
import { amount } from '../render.ts';
import { type Row, rowOf } from '../row.ts';
import { median, percentile } from '../statistics.ts';
import type { NamedCase } from './read-cases.ts';

const SHOWN = 3;

/** Comparisons from the case as JSON parsed it to the difference, gains and witnesses included. */
export function measureComparisons(
  all: readonly NamedCase[],
  knowledge: Knowledge,
  { comparisons, warmUps, compareRounds }: Effort,
  decisionsPerSecond: number,
): { median: Row; p99: Row } {
  const cases = all.slice(0, comparisons);
  const work = ({ value }: NamedCase) => {
    const { before, after, principal } = comparisonCase(value);
    compare(before, after, principal, knowledge);
  };
  for (let round = 0; round < warmUps; round++) cases.forEach(work);
  const timed = cases.map((one) => ({ name: one.name, times: [] as number[] }));
  for (let round = 0; round < compareRounds; round++) {
    for (const [place, one] of cases.entries()) timed[place]?.times.push(millisecondsOf(() => work(one)));
  }
  const times = timed.flatMap((one) => one.times);
  const peer = { name: 'a decision', figure: 1000 / decisionsPerSecond };
  return {
    median: rowOf({
      id: 'compare-median',
      what: `Comparison, median of ${cases.length} cases`,
      figure: median(times),
      unit: 'ms',
      goal: { bound: 'at most', value: 1 },
      peer,
    }),
    p99: rowOf({
      id: 'compare-p99',
      what: 'Comparison, 99th percentile',
      figure: percentile(times, 99),
      unit: 'ms',
      goal: { bound: 'at most', value: 50 },
      peer,
      note: `slowest are ${slowest(timed)}`,
    }),
  };
}

function slowest(timed: readonly { name: string; times: number[] }[]): string {
  return timed
    .map(({ name, times }) => ({ name, ms: median(times) }))
    .sort((one, other) => other.ms - one.ms)
    .slice(0, SHOWN)
    .map(({ name, ms }) => `${name} (${amount(ms, 'ms')})`)
    .join(', ');
}
