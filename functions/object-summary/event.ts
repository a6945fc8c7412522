import * as v from 'valibot';
import { failure } from '../shared/failure.ts';
import { INCOMING } from './result-key.ts';

export interface CreatedObject {
  bucket: string;
  key: string;
  /** Null when the event does not say, as in a hand-made test event: then whatever version is there is meant. */
  versionId: string | null;
}

/** The part of S3's event that is used ("Event message structure", Amazon S3 User Guide). */
const Event = v.object({
  Records: v.array(
    v.object({
      s3: v.object({
        bucket: v.object({ name: v.string() }),
        object: v.object({ key: v.string(), versionId: v.optional(v.string()) }),
      }),
    }),
  ),
});

/**
 * The objects that an event speaks of.
 * @throws for an event of another shape, of another bucket or of a key outside `incoming/`: were results to call the
 * function again, it would not read them
 */
export function createdObjects(event: unknown, bucket: string): CreatedObject[] {
  const parsed = v.safeParse(Event, event);
  if (!parsed.success) {
    const [{ message }] = parsed.issues;
    throw new Error(`not an event of S3: ${v.getDotPath(parsed.issues[0]) ?? 'the event'}: ${message}`);
  }
  return parsed.output.Records.map(({ s3 }) => {
    const { versionId = null } = s3.object;
    const key = decodedKey(s3.object.key);
    if (s3.bucket.name !== bucket)
      throw new Error(`refused an event of bucket ${s3.bucket.name}: only ${bucket} may call`);
    if (!key.startsWith(INCOMING)) throw new Error(`refused key ${key}: only objects under ${INCOMING} are summarised`);
    return { bucket, key, versionId };
  });
}

/** Keys in events are form-encoded: `+` is a space, `%2B` a plus sign. */
function decodedKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch (error) {
    throw failure(`decode key ${encoded}`, error);
  }
}
