import { accessSection } from '../access/tell/access-section.ts';
import { inCode, inProse } from '../cli/markdown/escape.ts';
import { fitted, type Section } from '../cli/markdown/fitted.ts';
import type { DeployedFinding } from '../deployment/readback/drift-findings.ts';
import type { DriftedResource } from './detect.ts';
import type { DriftResult } from './drift.ts';
import { type DriftReport, type Verdict, verdictOf } from './report.ts';
import { shownValue } from './values.ts';

/** GitHub takes 65,536 characters of an issue; the caller adds what else it has looked at. */
const LONGEST = 60_000;

const VERDICTS: Record<Verdict, string> = {
  differs: 'What is deployed differs from the repository',
  open: 'Nothing was found to differ, and not everything could be checked',
  same: 'What is deployed is as the repository says',
};

/** A document for an issue; its first line is the verdict, and it changes only with what it tells. */
export function driftMarkdown(report: DriftReport): string {
  const { environment, stacks, policies } = report;
  const accessOf = (change: 'gained' | 'lost') =>
    policies.findings.flatMap(({ access }) => (access?.change === change ? [access] : []));
  const without = policies.findings.filter(({ access }) => access === null);
  const top = `**${VERDICTS[verdictOf(report)]}** in ${inCode(environment)}: ${countsOf(report)}.`;
  const sections = [
    accessSection('Access that the repository does not give', accessOf('gained'), false),
    accessSection('Access that is missing', accessOf('lost'), false),
    list('Policies and principals', without.map(findingItem)),
    list('Resources that are not as their template says', stacks.flatMap(resourceItems)),
    list('Not checked', [...stacks.flatMap(uncheckedItems), ...policies.notes.map((note) => item(inProse(note)))]),
    list('Removed, as nobody has executed it in a week', stacks.flatMap(removedItems)),
    advice(report),
  ];
  return `${fitted(top, sections, LONGEST)}\n`;
}

/** For the first line: it has no name that anybody has chosen. */
function countsOf({ stacks, policies: { findings } }: DriftReport): string {
  const count = (change: 'gained' | 'lost') => findings.filter(({ access }) => access?.change === change).length;
  const resources = stacks.flatMap(({ drifted }) => drifted).length;
  const unchecked = stacks.filter(({ cause }) => cause !== null).length;
  const told = [
    [count('gained'), 'more access'],
    [count('lost'), 'less access'],
    [findings.filter(({ access }) => access === null).length, 'otherwise in policies'],
    [resources, resources === 1 ? 'resource' : 'resources'],
    [unchecked, unchecked === 1 ? 'stack not checked' : 'stacks not checked'],
  ] as const;
  const some = told.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return some.length > 0 ? some.join(', ') : `${stacks.length} ${stacks.length === 1 ? 'stack' : 'stacks'} looked at`;
}

function list(title: string, entries: readonly string[]): Section {
  const leftOut = (count: number) => item(`${count} more are left out.`);
  return { before: `### ${title}\n\n<ul>`, entries, leftOut, after: '</ul>', isFolded: false };
}

function item(text: string): string {
  return `<li>${text}</li>`;
}

function findingItem({ subject, file, line, message, fix }: DeployedFinding): string {
  return item(`${inCode(subject)} (${inCode(`${file}:${line}`)}): ${inProse(message)}<br>to do: ${inProse(fix)}`);
}

function resourceItems({ stack, drifted }: DriftResult): string[] {
  return drifted.map(({ logicalId, type, physicalId, status, differences }: DriftedResource) => {
    const what = `${inCode(`${stack}/${logicalId}`)}, ${inCode(type)}, ${inCode(physicalId ?? '')}`;
    const changes = differences.map(({ path, expected, actual }) => {
      return `<br>${inCode(path)}: ${inCode(shownValue(path, expected))} → ${inCode(shownValue(path, actual))}`;
    });
    return item(`${status === 'DELETED' ? 'deleted' : 'modified'}: ${what}${changes.join('')}`);
  });
}

function uncheckedItems({ stack, cause, unchecked }: DriftResult): string[] {
  if (cause !== null) return [item(`${inCode(stack)}: ${inProse(cause.message)}`)];
  if (unchecked.length === 0) return [];
  return [item(`${inCode(stack)}: of types that CloudFormation cannot check: ${unchecked.map(inCode).join(', ')}`)];
}

function removedItems({ stack, removed }: DriftResult): string[] {
  const sets = removed.changeSets.map((name) => item(`${inCode(stack)}: change set ${inCode(name)}`));
  return removed.stack ? [...sets, item(`${inCode(stack)}: the empty stack that was left of them`)] : sets;
}

function advice(report: DriftReport): Section {
  const text =
    'Find out who changed it and why. What is wanted goes into the repository; the rest goes with ' +
    '<code>npm run deploy -- --revert-drift</code>, or by hand where CloudFormation does not see it.';
  const entries = verdictOf(report) === 'differs' ? [`<p>${text}</p>`] : [];
  return { before: '', entries, leftOut: () => '', after: '', isFolded: false };
}
