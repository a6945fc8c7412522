import { inCode, inProse } from '../../cli/markdown/escape.ts';
import type { Row } from './table.ts';
import { isWhole, type Told } from './told.ts';

const HEAD = [
  '| policy | proven | by rule | excess | tested | by rule | untested | |',
  '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
];

/** For the summary of a job; its first line is the verdict. */
export function markdown(told: Told): string {
  const { rows, total, gaps, problems, absent } = told;
  const verdict = isWhole(told)
    ? '**Every grant is needed, and every condition keeps somebody out.**'
    : `**${gaps.length + problems.length} gaps in the proof of least privilege.**`;
  return [
    verdict,
    '',
    ...HEAD,
    ...rows.map((row) => line(inCode(row.file), row)),
    line('all', total),
    ...(gaps.length + problems.length > 0 ? [''] : []),
    ...gaps.map(({ file, line: at, status, message, fix }) => {
      return `- ${inCode(`${file}:${at}`)} ${status}: ${inProse(`${message}; ${fix}`)}`;
    }),
    ...problems.map((problem) => `- ${inProse(problem)}`),
    ...(absent.length > 0
      ? ['', `Not deployed, and so not proven: ${absent.map((file) => inCode(file)).join(', ')}.`]
      : []),
    '',
  ].join('\n');
}

function line(name: string, { proven, byRule, excess, tested, testedByRule, untested, unclear, percent }: Row): string {
  const cells = [name, proven, byRule, excess, tested, testedByRule, untested + unclear, `${percent} %`];
  return `| ${cells.join(' | ')} |`;
}
