/** What of a part file is not as its manifest says; `read`: it was different each time that it was read. */
export type PartCheck = 'size' | 'sha256' | 'unpack' | 'items' | 'read';

/** A part's name, a segment's number, or the whole backup. */
export type Whole = { part: string } | { segment: number } | 'backup';

/** What disproves a backup. */
export type Finding =
  | { kind: 'part-missing'; part: string }
  | { kind: 'part-damaged'; part: string; checks: PartCheck[]; bytes: { recorded: number; found: number } }
  | { kind: 'items-differ'; of: Whole; recorded: number; found: number }
  | { kind: 'digest-differs'; of: Whole; recorded: string; found: string }
  | { kind: 'stray-file'; file: string }
  /** `items`: so many more than keys; `keys`: the first of them, in DynamoDB JSON. */
  | { kind: 'key-twice'; items: number; keys: string[] }
  /** `items`: so many in the part; `at` counts its items from 1. */
  | { kind: 'key-wrong'; part: string; items: number; first: { at: number; attribute: string; problem: KeyProblem } };

export type KeyProblem = 'absent' | 'of-another-type';
