import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { callFunction } from './call-function.ts';
import { failedEvent } from './failed-batch.ts';
import type { RedriveOptions } from './redrive.ts';
import type { Outcome } from './report.ts';
import type { RedriveTarget } from './target.ts';

/** The most that SQS gives at once. */
const MESSAGES = 10;

/**
 * Hands each kept event to bucket-uri-insert once more. A message that fails again comes back by itself when the
 * queue's visibility timeout ends; a run that is still going then ends with it.
 */
export async function replayUris(target: RedriveTarget, { dryRun, signal }: RedriveOptions): Promise<Outcome> {
  if (dryRun) return { found: await waiting(target), done: 0, failed: [] };
  const outcome: Outcome = { found: 0, done: 0, failed: [] };
  const met = new Set<string | undefined>();
  const unmet = async () => (await receive(target)).filter(({ MessageId }) => !met.has(MessageId));
  for (let messages = await unmet(); messages.length > 0; messages = await unmet()) {
    for (const message of messages) {
      signal.throwIfAborted();
      met.add(message.MessageId);
      outcome.found++;
      const reason = await replay(target, message);
      if (reason === null) outcome.done++;
      else outcome.failed.push({ what: message.MessageId ?? '', reason });
    }
  }
  return outcome;
}

async function waiting({ sqs, failedUriQueue }: RedriveTarget): Promise<number> {
  const command = new GetQueueAttributesCommand({
    QueueUrl: failedUriQueue,
    AttributeNames: ['ApproximateNumberOfMessages'],
  });
  const { Attributes } = await sqs.send(command);
  return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
}

async function receive({ sqs, failedUriQueue }: RedriveTarget): Promise<Message[]> {
  // Waiting a second makes SQS ask all of its servers.
  const command = new ReceiveMessageCommand({
    QueueUrl: failedUriQueue,
    MaxNumberOfMessages: MESSAGES,
    WaitTimeSeconds: 1,
  });
  return (await sqs.send(command)).Messages ?? [];
}

/** Null when it is done, or why not. */
async function replay(target: RedriveTarget, { Body = '', ReceiptHandle }: Message): Promise<string | null> {
  const event = failedEvent(Body);
  if (event === null) return 'it is no event that Lambda kept';
  const answer = await callFunction(target.lambda, target.bucketUriInsert, event);
  if ('reason' in answer) return answer.reason;
  await target.sqs.send(new DeleteMessageCommand({ QueueUrl: target.failedUriQueue, ReceiptHandle }));
  return null;
}
