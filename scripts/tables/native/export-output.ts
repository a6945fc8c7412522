import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { ExportManifest, ExportPart } from '../../../functions/shared/backup/manifest.ts';
import { BackupProblem, isProblem } from '../../../functions/shared/backup/problem.ts';
import { damaged } from '../../../functions/shared/backup/read-part.ts';
import { type BackupStore, readWhole } from '../../../functions/shared/backup/store.ts';
import type { ExportJob } from './export-job.ts';

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

/**
 * What an export says of itself. Full exports have `exportTime`, incremental ones `exportFromTime` and `exportToTime`.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
 */
const Summary = v.object({
  exportArn: v.string(),
  startTime: v.string(),
  endTime: v.string(),
  tableArn: v.string(),
  tableId: v.string(),
  exportTime: v.optional(v.string()),
  exportFromTime: v.optional(v.string()),
  exportToTime: v.optional(v.string()),
  itemCount: Count,
  outputFormat: v.string(),
});

type Summary = v.InferOutput<typeof Summary>;

const DataFile = v.object({ itemCount: Count, md5Checksum: v.string(), dataFileS3Key: v.string() });

export interface ExportOutput {
  items: number;
  parts: ExportPart[];
  consistency: ExportManifest['consistency'];
  startedAt: string;
  endedAt: string;
}

/** Where data files stand, relative to the prefix: those of full exports each in their own folder, changes in one. */
export const DATA_FOLDER = /^AWSDynamoDB\/(?:[\w-]+\/)?data\//;

/** Where DynamoDB writes an export, relative to its prefix. */
export function exportFolder(exportArn: string): string {
  return `AWSDynamoDB/${exportArn.slice(exportArn.lastIndexOf('/') + 1)}/`;
}

/** Reads what an export that is complete says of itself. @throws BackupProblem `absent`, `damaged` or `foreign` */
export async function readExport({ store, request }: ExportJob, exportArn: string): Promise<ExportOutput> {
  const folder = exportFolder(exportArn);
  const summaryName = `${folder}manifest-summary.json`;
  const summary = parsed(Summary, await checked(store, summaryName), `${store.place}/${summaryName}`);
  assertOfExport(summary, { store, request }, exportArn);
  const filesName = `${folder}manifest-files.json`;
  const lines = (await checked(store, filesName)).split('\n').filter((line) => line.trim() !== '');
  const parts = lines.map((line) => partOf(line, store, request.prefix, filesName));
  const items = parts.reduce((sum, part) => sum + part.items, 0);
  if (items !== summary.itemCount) throw damaged(`${store.place}/${filesName}`);
  const { startTime: startedAt, endTime: endedAt } = summary;
  return { items, parts, consistency: consistencyOf(summary, store), startedAt, endedAt };
}

/** The text of a file whose checksum fits. */
async function checked(store: BackupStore, name: string): Promise<string> {
  const text = await readWhole(store, name).catch((error) => {
    throw isProblem(error, 'absent') ? nothingThere(store, name) : error;
  });
  const given = (await readWhole(store, name.replace(/\.json$/, '.checksum'))).trim();
  const md5 = createHash('md5').update(text).digest();
  // The guide does not say how a checksum is written; an MD5 has two common forms, and they cannot be mistaken.
  if (given !== md5.toString('base64') && given.toLowerCase() !== md5.toString('hex')) {
    throw damaged(`${store.place}/${name}`);
  }
  return text;
}

function nothingThere({ place }: BackupStore, name: string): BackupProblem {
  return new BackupProblem(
    'absent',
    `DynamoDB calls the export complete, but ${place}/${name} is not there: check that bucket and prefix of the store are those of the export (an embedded AWS writes none)`,
  );
}

function parsed<T>(schema: v.GenericSchema<unknown, T>, text: string, place: string): T {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  if (!result.success) throw damaged(place, result.issues);
  return result.output;
}

function assertOfExport(summary: Summary, { store, request }: Pick<ExportJob, 'store' | 'request'>, exportArn: string) {
  const { arn, id } = request.table;
  const isOurs = summary.exportArn === exportArn && summary.tableArn === arn && (id === null || summary.tableId === id);
  if (!isOurs) {
    throw new BackupProblem(
      'foreign',
      `${store.place} holds the export ${summary.exportArn} of ${summary.tableArn}, not ${exportArn} of ${arn}`,
    );
  }
  if (summary.outputFormat !== 'DYNAMODB_JSON') {
    throw new BackupProblem('foreign', `${store.place} is an export as ${summary.outputFormat}, not as DYNAMODB_JSON`);
  }
}

/** Keys stand with the prefix of the export in real manifests, and without it in the guide's example. */
function partOf(line: string, store: BackupStore, prefix: string, filesName: string): ExportPart {
  const place = `${store.place}/${filesName}`;
  const { itemCount: items, md5Checksum: md5, dataFileS3Key: key } = parsed(DataFile, line, place);
  const name = key.startsWith(`${prefix}/`) ? key.slice(prefix.length + 1) : key;
  if (!/^AWSDynamoDB\/(?:[\w-]+\/)*\w[\w.-]*$/.test(name)) throw damaged(place);
  return { name, items, md5 };
}

function consistencyOf(summary: Summary, { place }: BackupStore): ExportManifest['consistency'] {
  const { exportTime: at, exportFromTime: from, exportToTime: to } = summary;
  if (from !== undefined && to !== undefined) return { kind: 'changes', from, to };
  if (at !== undefined) return { kind: 'point-in-time', at };
  throw damaged(`${place}/manifest-summary.json`);
}
