import { keyTypes } from '../../iam/catalog/key-types.ts';
import { readCatalog, readConditionKeys } from '../../iam/catalog/read.ts';
import type { Row } from '../row.ts';
import type { Measuring } from '../suites.ts';
import { measureComparisons } from './measure-compare.ts';
import { measureDecisions } from './measure-decide.ts';
import { measureGlobComparison, measureGlobs } from './measure-globs.ts';
import { measureStarts } from './measure-starts.ts';
import { builtInCases } from './pairs.ts';
import { readCases } from './read-cases.ts';

/** How fast requests are decided, policies compared, hostile patterns matched, and a command started. */
export async function measureIam({ root, cases, effort, signal }: Measuring): Promise<Row[]> {
  const compared = cases === null ? builtInCases() : await readCases(root, cases);
  const knowledge = { keyType: keyTypes(readConditionKeys()), catalog: readCatalog() };
  const decisions = measureDecisions(effort);
  signal.throwIfAborted();
  const comparisons = measureComparisons(compared, knowledge, effort, decisions.figure);
  signal.throwIfAborted();
  const globs = [...measureGlobs(effort), ...measureGlobComparison(knowledge, comparisons.median.figure)];
  const starts = await measureStarts(effort, signal);
  return [decisions, comparisons.median, comparisons.p99, ...globs, ...starts];
}
