import { createInterface } from 'node:readline';

/** What a batch makes of one line. */
export type Answer = Record<string, unknown>;

/**
 * Answers each line of JSON with one line, in the same order. A line that cannot be answered gets `{"id", "error"}`, and
 * the others go on.
 * @returns whether all were answered
 */
export async function answerLines(
  input: NodeJS.ReadableStream,
  print: (line: string) => void,
  answer: (value: unknown) => Answer,
): Promise<boolean> {
  let all = true;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue;
    const answered = answerTo(line, answer);
    if ('error' in answered) all = false;
    print(JSON.stringify(answered));
  }
  return all;
}

function answerTo(line: string, answer: (value: unknown) => Answer): Answer {
  let id: unknown = null;
  try {
    const value: unknown = JSON.parse(line);
    id = (value as { id?: unknown } | null)?.id ?? null;
    return answer(value);
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}
