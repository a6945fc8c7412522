import type { Position } from '../../template/source.ts';

/** Says why one finding is accepted, and until when. */
export interface Suppression {
  /** `resource`: in its `Metadata`; `file`: in the file of suppressions. */
  writtenIn: 'resource' | 'file';
  /** The template of the resource; otherwise the file of the finding. */
  file: string;
  logicalId: string | null;
  rule: string;
  /** A Sid, or the statement's place in its document from 0; null for what is in no statement. */
  statement: string | number | null;
  /** What stands where the finding points at; undefined for a finding about a whole statement, document or resource. */
  value: unknown;
  reason: string;
  /** The last day, YYYY-MM-DD in UTC. */
  expires: string;
  at: Position;
}
