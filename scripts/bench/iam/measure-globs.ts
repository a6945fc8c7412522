import { getHeapStatistics } from 'node:v8';
import { comparisonCase } from '../../iam/cases.ts';
import { compare, type Knowledge } from '../../iam/compare/compare.ts';
import { compilePattern } from '../../iam/decide/pattern.ts';
import { millisecondsOf } from '../clock.ts';
import type { Effort } from '../effort.ts';
import { amount } from '../render.ts';
import { type Row, rowOf } from '../row.ts';
import { expression } from './naive.ts';

const LENGTH = 2000;
const FEW_STARS = 'a*a*a*a*b';
const MANY_STARS = `${'*a'.repeat(19)}*b`;
const ONE_SECOND = { bound: 'at most', value: 1000 } as const;
const MEGABYTE = 2 ** 20;

/** Patterns on texts that almost match, where a matcher that goes back tries every way to spread the stars. */
export function measureGlobs(effort: Effort): Row[] {
  const patterns = [
    ['glob-few-stars', FEW_STARS, `\`${FEW_STARS}\``],
    ['glob-many-stars', MANY_STARS, '`*a*a…*b`, 20 stars,'],
  ] as const;
  const heap = heapGrowth(effort);
  return [
    ...patterns.map(([id, pattern, name]) => matchRow(id, pattern, name, effort)),
    rowOf({
      id: 'glob-heap',
      what: 'Heap that the matches take, with garbage',
      figure: heap,
      unit: 'MB',
      goal: { bound: 'at most', value: 1 },
    }),
  ];
}

function matchRow(id: string, pattern: string, name: string, effort: Effort): Row {
  const short = longestFor(expression(pattern), effort.regexpMs);
  const sameLength = matchMs(pattern, short.length, effort);
  const ratio = amount(short.ms / sameLength, 'ms').replace(' ms', '');
  return rowOf({
    id,
    what: `${name} on ${LENGTH} characters`,
    figure: matchMs(pattern, LENGTH, effort),
    unit: 'ms',
    goal: ONE_SECOND,
    peer: { name: `a RegExp on ${short.length} characters`, figure: short.ms },
    note: `on ${short.length} characters ${amount(sameLength, 'ms')}, for which the RegExp takes ${ratio} times as long`,
  });
}

function matchMs(pattern: string, length: number, { matches }: Effort): number {
  const matcher = compilePattern(pattern, { wildcards: true, variables: false });
  const text = 'a'.repeat(length);
  const all = millisecondsOf(() => {
    for (let count = 0; count < matches; count++) matcher(text, () => undefined);
  });
  return all / matches;
}

/** The first length for which the expression takes that long; each step is small, so none takes much longer. */
function longestFor(matching: RegExp, most: number): { length: number; ms: number } {
  for (let length = 10; ; length += Math.ceil(length / 20)) {
    const text = 'a'.repeat(length);
    const ms = millisecondsOf(() => void matching.test(text));
    if (ms >= most || length >= LENGTH) return { length, ms };
  }
}

/** In megabytes, garbage included. */
function heapGrowth({ matches }: Effort): number {
  const matchers = [FEW_STARS, MANY_STARS].map((glob) => compilePattern(glob, { wildcards: true, variables: false }));
  const text = 'a'.repeat(LENGTH);
  const before = getHeapStatistics().used_heap_size;
  let most = 0;
  for (let count = 0; count < matches; count++) {
    for (const matcher of matchers) matcher(text, () => undefined);
    most = Math.max(most, getHeapStatistics().used_heap_size - before);
  }
  return most / MEGABYTE;
}

/** A comparison of two policies with such patterns, in actions and resources. */
export function measureGlobComparison(knowledge: Knowledge, usualMs: number): Row[] {
  const side = (resources: string[]) => ({
    identityPolicies: [
      {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['s3:*e*e*e*t', 's3:*t*e*'], Resource: resources }],
      },
    ],
  });
  const value = { old: side([FEW_STARS, MANY_STARS]), new: side([`${FEW_STARS}*b`, `*a${MANY_STARS}`, 'a*b']) };
  const { before, after, principal } = comparisonCase(value);
  const heap = getHeapStatistics();
  let verdict = '';
  const figure = millisecondsOf(() => {
    verdict = compare(before, after, principal, knowledge).verdict;
  });
  const { used_heap_size: used, total_heap_size: total } = getHeapStatistics();
  // What is used falls when V8 collects garbage meanwhile; what it has asked the system for does not.
  const grown = Math.max(0, used - heap.used_heap_size, total - heap.total_heap_size) / MEGABYTE;
  return [
    rowOf({
      id: 'glob-compare',
      what: 'Comparison of such patterns, once',
      figure,
      unit: 'ms',
      goal: ONE_SECOND,
      peer: { name: 'a usual comparison', figure: usualMs },
      note: `the answer is ${verdict}`,
    }),
    rowOf({
      id: 'glob-compare-heap',
      what: 'Heap that it takes, with garbage',
      figure: grown,
      unit: 'MB',
      goal: { bound: 'at most', value: 64 },
    }),
  ];
}
