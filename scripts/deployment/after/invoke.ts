import type { LambdaClient } from '@aws-sdk/client-lambda';
import { awsFailure, describeFailure } from '../../aws/errors.ts';
import { plain } from '../../cli/plain.ts';
import type { Invocation } from '../events.ts';

export interface Invoker {
  lambda: Pick<LambdaClient, 'send'>;
  signal: AbortSignal;
}

type Outcome = Pick<Invocation, 'error' | 'logs' | 'milliseconds'>;

/** Characters of a function's error, and of each line of its log, that are shown. */
const SHOWN = 300;
const LINES = 20;
/** What Lambda itself writes around the function's lines. */
const PLATFORM = /^(INIT_START|START|END|REPORT) /;

/** Calls a function and waits for its answer. A timeout is a failure of the function, as any other of its errors. */
export async function invoked(invoker: Invoker, FunctionName: string, Payload: Uint8Array): Promise<Outcome> {
  const start = performance.now();
  const failure = await failureOf(invoker, FunctionName, Payload);
  return { ...(failure ?? { error: null }), milliseconds: Math.round(performance.now() - start) };
}

async function failureOf({ lambda, signal }: Invoker, FunctionName: string, Payload: Uint8Array) {
  const { InvokeCommand } = await import('@aws-sdk/client-lambda');
  try {
    const command = new InvokeCommand({ FunctionName, Payload, LogType: 'Tail' });
    const { FunctionError, Payload: answer, LogResult } = await lambda.send(command, { abortSignal: signal });
    if (!FunctionError) return null;
    return { error: shown(messageIn(Buffer.from(answer ?? []).toString()) || FunctionError), logs: linesOf(LogResult) };
  } catch (error) {
    signal.throwIfAborted();
    const failure = awsFailure(error);
    if (failure === null) throw error;
    return { error: shown(describeFailure(failure)) };
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html has the form. */
function messageIn(answer: string): string {
  try {
    const { errorType, errorMessage } = JSON.parse(answer) ?? {};
    return [errorType, errorMessage].filter((text) => typeof text === 'string').join(': ');
  } catch {
    return answer;
  }
}

/** The last 4 KB of the log, in base64: the first line is seldom whole. */
function linesOf(tail = ''): string[] {
  const lines = Buffer.from(tail, 'base64').toString().split('\n');
  const own = lines.filter((line) => line.trim() !== '' && !PLATFORM.test(line));
  return own.slice(-LINES).map(shown);
}

function shown(text: string): string {
  const line = plain(text).trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}
