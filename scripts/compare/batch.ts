import { EXIT, type ExitCode } from '../cli/exit.ts';
import { answerLines } from '../cli/lines.ts';
import { comparisonCase } from '../iam/cases.ts';
import { compare, type Knowledge } from '../iam/compare/compare.ts';

/** Compares cases from a stream, one answer a line. */
export async function batch(
  input: NodeJS.ReadableStream,
  print: (line: string) => void,
  knowledge: Knowledge,
): Promise<ExitCode> {
  const answered = await answerLines(input, print, (value) => {
    const { id, before, after, principal } = comparisonCase(value);
    return { id, ...compare(before, after, principal, knowledge) };
  });
  return answered ? EXIT.done : EXIT.mistake;
}
