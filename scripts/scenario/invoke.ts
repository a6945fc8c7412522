import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** A function's answer. @throws with the function's own error type and message when it failed */
export async function invoke(lambda: LambdaClient, functionName: string, event: unknown): Promise<unknown> {
  const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) });
  const { FunctionError, Payload } = await lambda.send(command);
  const text = Payload ? Buffer.from(Payload).toString('utf8') : 'null';
  const answer: unknown = JSON.parse(text);
  if (!FunctionError) return answer;
  const { errorType = FunctionError, errorMessage = text } = answer as { errorType?: string; errorMessage?: string };
  throw Object.assign(new Error(`${functionName} failed: ${errorMessage}`), { name: errorType });
}
