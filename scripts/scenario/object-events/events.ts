import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetPolicyCommand } from '@aws-sdk/client-lambda';
import { type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { Outcome } from '../../../functions/object-summary/summarise-object.ts';
import type { Stage } from '../scenario.ts';

/** What Lambda sends to a destination ("Capturing records of Lambda asynchronous invocations", Lambda guide). */
interface FailureRecord {
  requestPayload: S3Event;
  responsePayload: { errorMessage: string };
}

interface S3Event {
  Records: { s3: { bucket: { name: string }; object: { key: string; versionId?: string } } }[];
}

/** The record of the failed event of this version; those of others stay in the queue. */
export function failedEvent(stage: Stage, versionId: string): Promise<{ message: Message; record: FailureRecord }> {
  const QueueUrl = stage.outputs.FailedEventsUrl;
  return stage.eventually('the failed event', async () => {
    const { Messages = [] } = await stage.owner.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5, VisibilityTimeout: 5 }),
    );
    const found = Messages.map((message) => ({ message, record: JSON.parse(message.Body ?? '') as FailureRecord }));
    return found.find(({ record }) => record.requestPayload.Records[0]?.s3.object.versionId === versionId);
  });
}

/** An event as S3 sends it, for this stack's bucket. */
export async function eventOf(stage: Stage, key: string, versionId: string | null, bucket = stage.outputs.BucketName) {
  const file = join(stage.root, 'functions/object-summary/events/object-created.json');
  const event: S3Event = JSON.parse(await readFile(file, 'utf8'));
  for (const { s3 } of event.Records) {
    s3.bucket.name = bucket ?? '';
    s3.object.key = encodeURIComponent(key);
    if (versionId !== null) s3.object.versionId = versionId;
  }
  return event;
}

export async function deliver(stage: Stage, event: S3Event): Promise<Outcome[]> {
  return (await stage.invoke(stage.outputs.FunctionName ?? '', event)) as Outcome[];
}

export async function functionPolicy(
  stage: Stage,
): Promise<{ Statement: { Principal: unknown; Condition: unknown }[] }> {
  const { Policy } = await stage.owner.lambda.send(new GetPolicyCommand({ FunctionName: stage.outputs.FunctionName }));
  return JSON.parse(Policy ?? '');
}
