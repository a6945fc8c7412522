import * as v from 'valibot';

/** As much of a stream record as a replay looks at; the rest is passed on as it is. */
export const StreamRecord = v.looseObject({
  eventID: v.string(),
  eventName: v.optional(v.string()),
  dynamodb: v.optional(
    v.looseObject({
      SequenceNumber: v.optional(v.string()),
      Keys: v.optional(v.looseObject({ userId: v.optional(v.looseObject({ S: v.optional(v.string()) })) })),
    }),
  ),
});

export type StreamRecord = v.InferOutput<typeof StreamRecord>;

const Batch = v.object({ Records: v.array(StreamRecord) });

/** Lambda escapes the event into a text (Lambda Developer Guide, "Retain discarded records for a DynamoDB event source"). */
const FailedBatch = v.object({ payload: v.union([v.pipe(v.string(), v.parseJson(), Batch), Batch]) });

/** The records of a batch as an event source mapping keeps it in a bucket, or null when the text is something else. */
export function failedRecords(text: string): StreamRecord[] | null {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), FailedBatch), text);
  return parsed.success ? parsed.output.payload.Records : null;
}

const PartialResponse = v.object({ batchItemFailures: v.array(v.object({ itemIdentifier: v.string() })) });

/** The sequence numbers of the records that bucket-creation reports as failed, or null for another answer. */
export function reportedFailures(answer: unknown): string[] | null {
  const parsed = v.safeParse(PartialResponse, answer);
  return parsed.success ? parsed.output.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) : null;
}

const FailedEvent = v.object({ requestPayload: v.looseObject({ userId: v.string() }) });

/** The event of an asynchronous call as Lambda keeps it in a queue, or null when the text is something else. */
export function failedEvent(text: string): Record<string, unknown> | null {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), FailedEvent), text);
  return parsed.success ? parsed.output.requestPayload : null;
}
