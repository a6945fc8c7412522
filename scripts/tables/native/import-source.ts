import { DATA } from '../../../functions/shared/backup/layout.ts';
import type { Manifest } from '../../../functions/shared/backup/manifest.ts';
import { BackupProblem } from '../../../functions/shared/backup/problem.ts';
import type { OpenBackup } from '../open-backup.ts';
import { type BucketPlace, bucketPlace } from '../place.ts';
import { exportFolder } from './export-output.ts';
import { isIncremental } from './export-part.ts';

/**
 * Files that one import takes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataImport.Validation.html
 */
export const MOST_FILES = 50_000;

/**
 * The bucket and prefix that hold the parts of a backup and nothing else: an import takes every file there for items.
 * @throws BackupProblem `input` for a backup that no import can read, `damaged` when files are missing or strange
 */
export async function importSource({ store, manifest }: OpenBackup): Promise<BucketPlace> {
  const place = bucketPlace(store.place);
  if (place === null) throw unreadable(store.place, 'is a folder, and DynamoDB imports from a bucket');
  if (manifest.format === 'csv') throw unreadable(store.place, 'is CSV with types, which DynamoDB does not read');
  if (manifest.consistency.kind === 'changes') throw isIncremental(store);
  if (manifest.parts.length > MOST_FILES) {
    throw unreadable(store.place, `has ${manifest.parts.length} parts, and DynamoDB imports ${MOST_FILES} at most`);
  }
  if (manifest.parts.length === 0) throw unreadable(store.place, 'has no items that DynamoDB could import');
  const folder = dataFolder(manifest);
  const there = await store.list(folder);
  const known = new Set(manifest.parts.map(({ name }) => name));
  const strange = there.find(({ name }) => !known.delete(name));
  if (strange !== undefined) throw notAsWritten(`${store.place}/${strange.name} is not a part of the backup`);
  const [missing] = known;
  if (missing !== undefined) throw notAsWritten(`${store.place}/${missing} is missing`);
  return { bucket: place.bucket, prefix: place.prefix === '' ? folder : `${place.prefix}/${folder}` };
}

function dataFolder(manifest: Manifest): string {
  return manifest.engine === 'scan' ? DATA : `${exportFolder(manifest.exportArn)}${DATA}`;
}

function unreadable(place: string, why: string): BackupProblem {
  return new BackupProblem('input', `${place} ${why}: use --engine write`);
}

function notAsWritten(what: string): BackupProblem {
  return new BackupProblem('damaged', `${what}: verify the backup, and restore what it lacks or use another one`);
}
