import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../cli/errors.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import type { Output } from '../cli/output.ts';
import { projectFolder } from '../cli/project.ts';
import type { Severity } from '../template/finding.ts';
import { didYouMean } from '../template/near-names.ts';
import { RULES } from './rules/index.ts';
import { TOPICS, type Topic } from './topics.ts';

/** What is told of a rule; also of what is found by other means than a rule of the list. */
export interface Explained {
  id: string;
  severity: Severity;
  code: string | null;
  summary: string;
  why: string;
}

/** Where the golden cases are: what a rule finds there is tested, so what is told is true. */
const CASES = join(projectFolder, 'test', 'cases', 'review');

interface ExampleFile {
  file: string;
  text: string;
}

interface Examples {
  bad: ExampleFile;
  good: ExampleFile;
  finding: { line: number; message: string }[];
}

/**
 * What a rule is about and why, with an example that it finds something in and one that it does not.
 * @param more what is found beside the rules of the list
 */
export function explain(
  [verb, id, ...rest]: string[],
  out: Output,
  more: readonly Explained[] = [],
): Promise<ExitCode> {
  if (verb !== 'explain' || id === undefined || rest.length > 0) {
    throw new UserError('use npm run review -- explain <rule>, or no word to review');
  }
  const topic = TOPICS[id];
  if (topic !== undefined) return explainTopic(id, topic(new Date()), out);
  const known: readonly Explained[] = [...RULES, ...more];
  const rule = known.find((one) => one.id === id);
  if (rule === undefined) {
    const near = didYouMean(
      id,
      known.map((one) => one.id),
    );
    throw new UserError(`no rule is called '${id}'${near}`);
  }
  const { summary, why, severity, code } = rule;
  const examples = examplesOf(id, CASES);
  for (const line of [...lines(rule), ...(examples === null ? [] : exampleLines(examples))]) out.say(line);
  const { bad = null, good = null, finding = [] } = examples ?? {};
  out.document({ formatVersion: 1, rule: id, severity, code, summary, why, bad, good, finding });
  return Promise.resolve(EXIT.done);
}

/** The rule's first bad and first good case; null where there are none, as in an installation without tests. */
export function examplesOf(id: string, cases: string): Examples | null {
  const folder = join(cases, id);
  const files = namesIn(folder);
  const [bad, good] = ['bad-', 'good-'].map((start) => files.find((name) => name.startsWith(start)));
  if (bad === undefined || good === undefined) return null;
  const expected: { file: string; line: number; message: string }[] = JSON.parse(
    readFileSync(join(folder, 'expected.json'), 'utf8'),
  );
  const read = (file: string) => ({ file, text: readFileSync(join(folder, file), 'utf8') });
  const finding = expected.filter(({ file }) => file === bad).map(({ line, message }) => ({ line, message }));
  return { bad: read(bad), good: read(good), finding };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function lines({ id, severity, code, summary, why }: Explained): string[] {
  const analyzer = code === null ? '' : `, IAM Access Analyzer: ${code}`;
  return [`${id} (${severity}${analyzer})`, `  ${summary}`, `  ${why}`];
}

function exampleLines({ bad, good, finding }: Examples): string[] {
  const told = finding.map(({ line, message }) => `  line ${line}: ${message}`);
  return ['', 'Bad:', ...numbered(bad), ...told, '', 'Good:', ...numbered(good)];
}

/** An oversized policy is an example of one by its first lines. */
const MOST_LINES = 60;
const MOST_CHARACTERS = 160;

function numbered({ text }: ExampleFile): string[] {
  const all = text.trimEnd().split('\n');
  const shown = all.slice(0, MOST_LINES).map((line, index) => `  ${String(index + 1).padStart(3)} | ${cut(line)}`);
  return all.length > MOST_LINES ? [...shown, `      | … and ${all.length - MOST_LINES} lines more`] : shown;
}

function cut(line: string): string {
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
}

function explainTopic(id: string, { about, example }: Topic, out: Output): Promise<ExitCode> {
  for (const line of [...about, '', ...example.trimEnd().split('\n')]) out.say(line);
  out.document({ formatVersion: 1, topic: id, about: about.join(' '), example });
  return Promise.resolve(EXIT.done);
}
