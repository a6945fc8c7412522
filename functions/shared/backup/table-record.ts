import * as v from 'valibot';

const Key = v.object({ name: v.string(), role: v.picklist(['HASH', 'RANGE']), type: v.picklist(['S', 'N', 'B']) });

export type KeyAttribute = v.InferOutput<typeof Key>;

const Throughput = v.nullable(v.object({ read: v.number(), write: v.number() }));

const Index = v.object({
  name: v.string(),
  kind: v.picklist(['global', 'local']),
  keys: v.array(Key),
  projection: v.object({ type: v.picklist(['ALL', 'KEYS_ONLY', 'INCLUDE']), attributes: v.array(v.string()) }),
  /** Capacity units; null: on demand, or that of the table. */
  throughput: Throughput,
});

export type IndexRecord = v.InferOutput<typeof Index>;

/** A table as it was when it was backed up: all that is needed to make one like it. */
export const TableRecord = v.object({
  name: v.string(),
  arn: v.string(),
  id: v.nullable(v.string()),
  keys: v.array(Key),
  indexes: v.array(Index),
  /** Capacity units; null: on demand. */
  throughput: Throughput,
  tableClass: v.nullable(v.string()),
  /** Null: the key that AWS owns; otherwise a KMS key's ARN. */
  kmsKey: v.nullable(v.string()),
  /** The attribute of the time to live, in epoch seconds. */
  ttl: v.nullable(v.string()),
  tags: v.record(v.string(), v.string()),
  deletionProtection: v.boolean(),
  pointInTimeRecovery: v.boolean(),
  /** The stream's view type; it is told, and not made again. */
  stream: v.nullable(v.string()),
});

export type TableRecord = v.InferOutput<typeof TableRecord>;
