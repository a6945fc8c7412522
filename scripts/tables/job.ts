import type { ExitCode } from '../cli/exit.ts';
import { plain } from '../cli/plain.ts';
import { writeJobOutputs, writeJobSummary } from '../deployment/show/job-files.ts';
import type { Surroundings } from './surroundings.ts';

/** Lines of a summary at most, the newest: what went before is progress. */
const LINES = 60;

/**
 * Runs a command; in a job of GitHub what people are told is its summary, too, and the place of the backup and the table
 * that its document names are outputs of the step: `place`, `table`.
 */
export async function inJob(
  title: string,
  around: Surroundings,
  run: (around: Surroundings) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { env, out } = around;
  if (!env.GITHUB_STEP_SUMMARY && !env.GITHUB_OUTPUT) return run(around);
  const lines: string[] = [];
  const outputs: Record<string, string> = {};
  const noted = (tell: (line: string) => void) => (line: string) => {
    lines.push(line);
    tell(line);
  };
  const exit = await run({
    ...around,
    out: {
      ...out,
      say: (line = '') => noted(out.say)(line),
      warn: noted(out.warn),
      document(value) {
        Object.assign(outputs, outputsOf(value));
        out.document(value);
      },
    },
  });
  for (const problem of [await writeJobSummary(env, summary(title, lines)), await writeJobOutputs(env, outputs)]) {
    if (problem !== null) out.warn(problem);
  }
  return exit;
}

function outputsOf(document: unknown): Record<string, string> {
  const { place, table } = (document ?? {}) as Record<string, unknown>;
  return Object.fromEntries(Object.entries({ place, table }).filter((entry) => typeof entry[1] === 'string')) as Record<
    string,
    string
  >;
}

/** Each line is code, indented: Markdown in a name stays what it is. */
function summary(title: string, lines: readonly string[]): string {
  return `### ${title}\n\n${lines
    .slice(-LINES)
    .map((line) => `    ${plain(line)}\n`)
    .join('')}`;
}
