import { randomUUID } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { messageOf } from '../../cli/errors.ts';
import { plain } from '../../cli/plain.ts';

/** Bytes that GitHub takes of a step's summary (GitHub Docs, "Workflow commands: Adding a job summary"). */
const SUMMARY_LIMIT = 1024 * 1024;

/**
 * Appends to the summary of the GitHub job, if this is one.
 * @returns why that did not work, for people; a deploy does not fail for it
 */
export async function writeJobSummary(env: NodeJS.ProcessEnv, markdown: string): Promise<string | null> {
  if (!env.GITHUB_STEP_SUMMARY) return null;
  const isTooLong = Buffer.byteLength(markdown) > SUMMARY_LIMIT - 1000;
  const text = isTooLong ? `${markdown.slice(0, SUMMARY_LIMIT / 4)}\n\nThe rest is in the log.` : markdown;
  return appended(env.GITHUB_STEP_SUMMARY, `${text}\n`);
}

/**
 * Makes values outputs of the GitHub step, if this is one, under names of letters, digits, `_` and `-`. The delimiter is
 * made up for each: no value can end its own.
 */
export async function writeJobOutputs(
  env: NodeJS.ProcessEnv,
  outputs: Readonly<Record<string, string>>,
): Promise<string | null> {
  if (!env.GITHUB_OUTPUT) return null;
  const entries = Object.entries(outputs).map(([name, value]) => {
    const delimiter = `end-${randomUUID()}`;
    return `${name.replace(/[^\w-]/g, '_')}<<${delimiter}\n${value}\n${delimiter}\n`;
  });
  return appended(env.GITHUB_OUTPUT, entries.join(''));
}

async function appended(file: string, text: string): Promise<string | null> {
  try {
    await appendFile(file, text);
    return null;
  } catch (error) {
    return plain(`cannot write to ${file} for the job: ${messageOf(error)}`);
  }
}
