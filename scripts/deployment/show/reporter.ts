import type { Output } from '../../cli/output.ts';
import type { DeployEvent, DeployResult } from '../events.ts';
import { deployLines, resultLines } from './event-rows.ts';
import { writeJobSummary } from './job-files.ts';
import { resultMarkdown } from './result-markdown.ts';

/** Shows a deployment while it goes on. */
export interface Reporter {
  report(event: DeployEvent): void;
  /** Puts the terminal back; nothing is reported afterwards. May be called again. */
  end(): Promise<void>;
  /** The last word. @param moved why a plan was not executed, a line each */
  result(result: DeployResult, moved?: readonly string[]): Promise<void>;
}

/**
 * On a terminal a list that lives, in a log lines with the time in front, for machines an object a line; a job of GitHub
 * gets its summary beside any of them.
 */
export async function reporterFor(out: Output, env: NodeJS.ProcessEnv, now = () => new Date()): Promise<Reporter> {
  const reporter = await inFormat(out, now);
  return {
    ...reporter,
    async result(result, moved) {
      await reporter.result(result);
      const problem = await writeJobSummary(env, resultMarkdown(result, moved));
      if (problem !== null) out.warn(problem);
    },
  };
}

/** A list rewrites stdout: where that carries a document, progress is plain lines on stderr. */
export function showsList({ live, format }: Output): boolean {
  return live && format === 'text';
}

async function inFormat(out: Output, now: () => Date): Promise<Reporter> {
  if (out.format === 'ndjson') return ndjsonReporter(out, now);
  if (showsList(out)) {
    // Loading it takes longer than a small deploy; a log never needs it.
    const { liveReporter } = await import('./live-reporter.ts');
    return liveReporter(out);
  }
  return plainReporter(out, now);
}

function plainReporter(out: Output, now: () => Date): Reporter {
  const say = (line: string) => out.say(`${now().toISOString().slice(11, 19)}Z ${line}`);
  return {
    report: (event) => deployLines(event, out).forEach(say),
    end: async () => {},
    result: async (result) => resultLines(result).forEach(say),
  };
}

function ndjsonReporter(out: Output, now: () => Date): Reporter {
  const print = (value: object) => out.print(JSON.stringify({ formatVersion: 1, at: now().toISOString(), ...value }));
  return {
    report: print,
    end: async () => {},
    result: async (result) => print({ type: 'result', result }),
  };
}
