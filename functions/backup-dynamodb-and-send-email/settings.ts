import { required } from '../shared/environment.ts';

/** What the template tells the function. */
export interface Settings {
  table: string;
  runTable: string;
  bucket: string;
  /** The account that must own the bucket. */
  bucketOwner: string;
  /** How long POST /backup waits for the result. */
  waitSeconds: number;
  /** Size of the table from which on a function's time is taken for too short. */
  maxTableBytes: number;
  /** Read units a second; null: as fast as it goes. */
  maxReadUnits: number | null;
  /** Null: nobody is told. */
  mail: { from: string; to: string } | null;
}

export function readSettings(): Settings {
  const { MAIL_FROM: from, MAIL_TO: to, MAX_READ_UNITS: maxReadUnits } = process.env;
  return {
    table: required('TABLE_NAME'),
    runTable: required('RUNS_TABLE_NAME'),
    bucket: required('BUCKET_NAME'),
    bucketOwner: required('BUCKET_OWNER'),
    waitSeconds: positive('WAIT_SECONDS', required('WAIT_SECONDS')),
    maxTableBytes: positive('MAX_TABLE_BYTES', required('MAX_TABLE_BYTES')),
    maxReadUnits: maxReadUnits ? positive('MAX_READ_UNITS', maxReadUnits) : null,
    mail: from && to ? { from, to } : null,
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`environment variable ${name} takes a number above 0`);
}
