import * as v from 'valibot';
import { Column } from '../manifest.ts';

/** What all runs of one backup have in common: a rerun with other settings begins another backup. */
export const Settings = v.object({
  tableArn: v.string(),
  /** A table of the same name that was made anew has another one. */
  tableId: v.nullable(v.string()),
  format: v.picklist(['dynamodb-json', 'csv']),
  columns: v.nullable(v.array(Column)),
  segments: v.pipe(v.number(), v.integer(), v.minValue(1)),
  reads: v.picklist(['eventual', 'strong']),
});

export type Settings = v.InferOutput<typeof Settings>;
