import type { Readable } from 'node:stream';

interface Answer {
  response: { statusCode: number; body: unknown };
}

type Handler = (args: unknown) => Promise<Answer>;

/** A command, as far as this is concerned with it; each has its own stack. */
interface Command {
  middlewareStack: {
    add(middleware: unknown, options: { step: 'deserialize'; priority: 'low'; name: string }): void;
  };
}

/**
 * Keeps the text of a command's answer from the SDK, which would lose an attribute named `__proto__`, and takes longer
 * to read an answer than DynamoDB to give it. Errors, retries and all else stay with the SDK.
 * @returns the text, once the command has been sent
 */
export function answerTextOf(command: Command): () => string {
  let text = '';
  const middleware = (next: Handler) => async (args: unknown) => {
    const answer = await next(args);
    if (answer.response.statusCode !== 200) return answer;
    const chunks: Uint8Array[] = [];
    for await (const chunk of answer.response.body as Readable) chunks.push(chunk);
    text = Buffer.concat(chunks).toString('utf8');
    answer.response.body = new TextEncoder().encode('{}');
    return answer;
  };
  // Nearer to the connection than the SDK's own reader.
  command.middlewareStack.add(middleware, { step: 'deserialize', priority: 'low', name: 'keepAnswerText' });
  return () => text;
}
