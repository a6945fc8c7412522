import { EXIT, type ExitCode } from '../cli/exit.ts';
import { answerLines } from '../cli/lines.ts';
import { evaluationCase } from '../iam/cases.ts';
import { compilePolicies, decide } from '../iam/decide/evaluate.ts';

/** Decides cases from a stream, one answer a line. */
export async function batch(input: NodeJS.ReadableStream, print: (line: string) => void): Promise<ExitCode> {
  const answered = await answerLines(input, print, (value) => {
    const { id, policies, request } = evaluationCase(value);
    return { id, decision: decide(request, compilePolicies(policies)).decision };
  });
  return answered ? EXIT.done : EXIT.mistake;
}
