import { inCode, inProse } from '../cli/markdown/escape.ts';
import { amount, NUMBER } from './render.ts';
import type { Result, SuiteRow } from './result.ts';
import type { Row } from './row.ts';

const HEAD = ['suite', 'what', 'ours', 'peer', 'ratio', 'goal', 'note'];
const ALIGNED = ['---', '---', '--:', '---', '--:', '---', '---'];

/** A document to keep. The notes tell names of a person's files: they stand in HTML, where Markdown means nothing. */
export function benchMarkdown({ quick, at, machine, rows }: Result): string {
  const { model, processors, system, node } = machine;
  const of = model === null ? 'processors' : `processors (${inCode(model)})`;
  const notes = rows.flatMap(({ what, note }) => (note === null ? [] : [`<li>${inProse(`${what}: ${note}`)}</li>`]));
  return [
    '# Benchmarks',
    '',
    `<p>${at.slice(0, 10)}, ${processors} ${of}, ${system}, Node ${node.replace(/^v/, '')}</p>`,
    ...(quick ? ['', 'Few repetitions (`--quick`): it shows that it works, not how fast it is.'] : []),
    '',
    'Ratio: ours divided by the peer, both from this run. More is better of what is told per second (/s), less of s, ms and MB.',
    '',
    ...[HEAD, ALIGNED, ...rows.map(cellsOf)].map((cells) => `| ${cells.join(' | ')} |`),
    ...(notes.length > 0 ? ['', '<ul>', ...notes, '</ul>'] : []),
    '',
  ].join('\n');
}

function cellsOf(row: SuiteRow): string[] {
  const { suite, what, figure, unit, peer } = row;
  const beside = peer ? [`${peer.name}: ${amount(peer.figure, unit)}`, NUMBER.format(peer.ratio)] : ['', ''];
  return [suite, what, amount(figure, unit), ...beside, goalOf(row), worse(row)];
}

function goalOf({ goal, met, unit }: Row): string {
  return goal ? `${goal.bound} ${amount(goal.value, unit)}${met ? '' : ': not met'}` : '';
}

/** Said where the peer does better. */
function worse({ unit, peer }: Row): string {
  if (peer === null) return '';
  const isWorse = unit === '/s' ? peer.ratio < 1 : peer.ratio > 1;
  return isWorse ? `${unit === 'MB' ? 'takes more' : 'slower'} than ${peer.name}` : '';
}
