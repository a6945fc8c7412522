import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** What a function answered, or why it failed: its error's type, for its message is in its log. */
export type Answer = { value: unknown } | { reason: string };

export async function callFunction(lambda: LambdaClient, functionName: string, event: unknown): Promise<Answer> {
  const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) });
  const { FunctionError, Payload } = await lambda.send(command);
  const text = Payload ? Buffer.from(Payload).toString('utf8') : 'null';
  const value: unknown = JSON.parse(text);
  if (!FunctionError) return { value };
  const { errorType = FunctionError } = (value ?? {}) as { errorType?: string };
  return { reason: `${functionName} failed with ${errorType}` };
}
