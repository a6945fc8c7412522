import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds, in which act takes a line. */
const FLUSH_MS = 50;

/** What would end a workflow command, or begin another, is written in its escapes. */
function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Hides a value in all that is logged from here on. */
export function mask(secret: string): void {
  if (secret !== '') say(`::add-mask::${escaped(secret)}`);
}

export function warning(text: string): void {
  say(`::warning::${escaped(text)}`);
}

/** A line of the log, which begins with words of ours: a second line of others' text could be a command. */
export function info(text: string): void {
  say(oneLine(text));
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n]\s*/g, ' ').trim();
}

/** Runs a step; what it throws becomes one `::error::` line and a failed step. */
export async function run(step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    say(`::error::${escaped(oneLine(error instanceof Error ? error.message : String(error)))}`);
    process.exitCode = 1;
    // act reads what a step writes until the step has ended, and leaves what is in the pipe then.
    await sleep(FLUSH_MS);
  }
}
