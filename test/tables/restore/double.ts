import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../../scripts/aws/wait.ts';

// biome-ignore lint/suspicious/noExplicitAny: inputs of whatever call it is
export type Answer = (input: any, call: number) => object;

export interface Double {
  dynamodb: DynamoDBClient;
  /** Names of the calls, in their order. */
  calls: string[];
}

/** A DynamoDB that answers as told; `call` counts from 0, for each name. */
export function dynamodbDouble(answers: Record<string, Answer>): Double {
  const calls: string[] = [];
  const send = async (command: { constructor: { name: string }; input: unknown }, options?: SendOptions) => {
    options?.abortSignal?.throwIfAborted();
    const name = command.constructor.name.replace(/Command$/, '');
    const call = calls.filter((one) => one === name).length;
    calls.push(name);
    const answer = answers[name];
    if (answer === undefined) throw new Error(`no answer to ${name}`);
    return answer(command.input, call);
  };
  return { dynamodb: { send } as unknown as DynamoDBClient, calls };
}

interface SendOptions {
  abortSignal?: AbortSignal;
}

export function awsError(name: string, message = name, httpStatusCode = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}

/** Time passes only by sleeping. */
export function quickClock(): Clock & { slept: number[] } {
  let time = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => time,
    random: () => 0.5,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      time += ms;
      slept.push(ms);
    },
  };
}
