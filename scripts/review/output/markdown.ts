import { accessSection } from '../../access/tell/access-section.ts';
import { inCode, inProse } from '../../cli/markdown/escape.ts';
import { fitted, type Section } from '../../cli/markdown/fitted.ts';
import type { Report } from '../report.ts';
import { graphLines, LEGEND } from './graph.ts';
import { findingsSection } from './markdown-findings.ts';
import { mostUrgentFirst, onChangedLine } from './order.ts';
import type { Reach } from './reach.ts';
import { counted, findingCounts, scopeOf, verdictOf } from './verdict.ts';

/** GitHub takes 65,536 characters; the caller may add a marker by which it finds the comment again. */
const LONGEST = 65_000;

/** A comment on a pull request; its first line is the verdict. */
export function markdown(report: Report, reach: Reach): string {
  const { access, findings, base } = report;
  const told = mostUrgentFirst(
    report,
    findings.filter(({ suppressed }) => !suppressed),
  );
  const isShown = (finding: (typeof told)[number]) => onChangedLine(report, finding);
  const gained = access.filter(({ change }) => change === 'gained');
  const lost = access.filter(({ change }) => change === 'lost');
  const shownTitle = base === null ? 'Findings' : 'Findings on changed lines';
  const top = `**${verdictOf(report)}** ${sentence(findingCounts(findings))}`;
  return fitted(
    top,
    [
      accessSection('Access gained', gained, false),
      undecidedSection(report),
      findingsSection(shownTitle, told.filter(isShown), false),
      graphSection(reach),
      accessSection('Access lost', lost, true),
      findingsSection(
        'Findings elsewhere that the change causes',
        told.filter((finding) => !isShown(finding)),
        true,
      ),
      unresolvedSection(report),
      countsSection(report),
    ],
    LONGEST,
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function undecidedSection({ undecided }: Report): Section {
  return {
    before: '### Not decided\n\n<ul>',
    entries: undecided.map(({ principal, actions, resources, reason }) => {
      const what = `${inCode(actions.join(', '))} on ${inCode(resources.join(', '))}`;
      return `<li>${inCode(principal)}: ${what}: ${inProse(reason)}</li>`;
    }),
    leftOut: (count) => `<li>${count} more are left out.</li>`,
    after: '</ul>',
    isFolded: false,
  };
}

function graphSection(reach: Reach): Section {
  const more = reach.leftOut > 0 ? ` ${counted(reach.leftOut, 'more arrow')} left out.` : '';
  const graph = ['```mermaid', ...graphLines(reach), '```', '', `${LEGEND}${more}`].join('\n');
  return {
    before: '### Who reaches what\n',
    entries: reach.edges.length > 0 ? [graph] : [],
    leftOut: () => 'The graph is left out: this comment would be too long.',
    after: '',
    isFolded: false,
  };
}

function unresolvedSection({ unresolved }: Report): Section {
  return {
    before: `<details><summary>Not known before deploying: ${unresolved.length}</summary>\n<ul>`,
    entries: unresolved.map(
      ({ file, line, expression, reason }) =>
        `<li>${inCode(`${file}:${line}`)}: ${inCode(expression)}: ${inProse(reason)}</li>`,
    ),
    leftOut: (count) => `<li>${count} more are left out.</li>`,
    after: '</ul>\n</details>',
    isFolded: true,
  };
}

function countsSection({ summary, base }: Report): Section {
  const unchanged = base === null ? '' : `, ${summary.unchanged} there before the change`;
  return {
    before: '',
    entries: [`${scopeOf(summary)}; ${counted(summary.suppressed, 'finding')} suppressed${unchanged}.`],
    leftOut: () => '',
    after: '',
    isFolded: false,
  };
}
