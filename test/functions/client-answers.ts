import type { TestContext } from 'node:test';

/** What a client's `send` is called with, narrowed to what the tests look at. */
export interface SentCommand {
  constructor: { name: string };
  input: Record<string, unknown>;
}

/**
 * Answers every command that any client of this class sends, for the length of a test.
 * @returns the commands sent
 */
export function answer(
  t: TestContext,
  client: { prototype: { send: unknown } },
  answers: (command: SentCommand) => unknown,
): SentCommand[] {
  const sent: SentCommand[] = [];
  const send = async (command: SentCommand) => {
    sent.push(command);
    return answers(command);
  };
  t.mock.method(client.prototype as { send: (command: SentCommand) => unknown }, 'send', send);
  return sent;
}
