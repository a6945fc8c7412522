import { required } from '../shared/environment.ts';

/** What the template tells the function. */
export interface Settings {
  table: string;
  runsTable: string;
  bucket: string;
  /** The account that must own the bucket: S3 refuses one of the same name that is somebody else's. */
  bucketOwner: string;
  /** How long POST /backup waits for the end. */
  waitSeconds: number;
  /** Of a table that is taken to fit into a function's time. */
  maxTableBytes: number;
  /** Read units a second; null: as fast as it goes. */
  maxReadUnits: number | null;
  /** Null: nobody is told. */
  mail: { from: string; to: string } | null;
  /** The function's own name, which Lambda tells it. */
  ownName: string;
}

export function readSettings(): Settings {
  const { MAX_READ_UNITS: maxReadUnits, MAIL_FROM: from, MAIL_TO: to } = process.env;
  return {
    table: required('TABLE_NAME'),
    runsTable: required('RUNS_TABLE_NAME'),
    bucket: required('BUCKET_NAME'),
    bucketOwner: required('BUCKET_OWNER'),
    waitSeconds: positive('WAIT_SECONDS', required('WAIT_SECONDS')),
    maxTableBytes: positive('MAX_TABLE_BYTES', required('MAX_TABLE_BYTES')),
    maxReadUnits: maxReadUnits ? positive('MAX_READ_UNITS', maxReadUnits) : null,
    mail: from && to ? { from, to } : null,
    ownName: required('AWS_LAMBDA_FUNCTION_NAME'),
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`environment variable ${name} takes a number above 0`);
}
