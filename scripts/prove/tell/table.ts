import type { Mutant } from '../mutants/mutant.ts';
import { isGrant, type Verdict } from '../verdict.ts';
import { fixOf } from './fix.ts';

/** What is known of one file's policies, over all resources that have them. */
export interface Row {
  file: string;
  /** Changes of each kind of outcome: for grants… */
  proven: number;
  byRule: number;
  excess: number;
  /** …and for conditions, principals, denials and trusts. */
  tested: number;
  testedByRule: number;
  untested: number;
  unclear: number;
  /** Of all changes those that something noticed, 0 to 100, rounded down. */
  percent: number;
}

/** A change that nothing noticed, and what to do about it. */
export interface Gap {
  stack: string;
  file: string;
  line: number;
  column: number;
  status: 'excess' | 'untested' | 'unclear';
  message: string;
  fix: string;
}

export function rowsOf(verdicts: readonly Verdict[]): Row[] {
  const files = [...new Set(verdicts.map(({ mutant }) => mutant.home.file))].sort();
  return files.map((file) =>
    rowOf(
      file,
      verdicts.filter(({ mutant }) => mutant.home.file === file),
    ),
  );
}

export function totalOf(verdicts: readonly Verdict[]): Row {
  return rowOf('all', verdicts);
}

function rowOf(file: string, verdicts: readonly Verdict[]): Row {
  const count = (status: Verdict['status'], grants: boolean | null = null) =>
    verdicts.filter((one) => one.status === status && (grants === null || isGrant(one.mutant) === grants)).length;
  const [excess, untested, unclear] = [count('excess'), count('untested'), count('unclear')];
  const noticed = verdicts.length - excess - untested - unclear;
  return {
    ...{ file, excess, untested, unclear },
    ...{ proven: count('proven', true), byRule: count('by rule', true) },
    ...{ tested: count('proven', false), testedByRule: count('by rule', false) },
    percent: verdicts.length === 0 ? 100 : Math.floor((100 * noticed) / verdicts.length),
  };
}

/** The gaps, each place of a file once, in the order of files and lines. */
export function gapsOf(verdicts: readonly Verdict[]): Gap[] {
  const gaps = verdicts.flatMap((verdict): Gap[] => {
    const { mutant, status, evidence } = verdict;
    if (status === 'proven' || status === 'by rule') return [];
    const { file, line, column } = mutant.at;
    const why =
      evidence?.kind === 'unclear' ? `: the step “${evidence.step}” fails for another reason: ${evidence.error}` : '';
    const { stack } = mutant.home.stack;
    return [
      { stack, file, line, column, status, message: `${messageOf(mutant, status)}${why}`, fix: fixOf(mutant, status) },
    ];
  });
  const once = new Map(gaps.map((gap) => [`${gap.stack}${gap.file}:${gap.line}:${gap.column}${gap.message}`, gap]));
  return [...once.values()].sort(
    (one, other) => one.file.localeCompare(other.file) || one.line - other.line || one.column - other.column,
  );
}

function messageOf(mutant: Mutant, status: Gap['status']): string {
  const { statement, text, sense, element, effect } = mutant;
  const of = `of ${effect} ${statement}`;
  if (status === 'unclear') return `${element} ${text} ${of}`;
  if (isGrant(mutant)) return `nobody misses the ${element} ${text} ${of}`;
  if (sense === 'narrower') return `nobody misses what the ${element} ${text} ${of} lets through`;
  const gone = element === 'principal' ? 'everyone in place of' : 'no';
  return `nobody gets in who should not with ${gone} ${element} ${text} ${of}`;
}
