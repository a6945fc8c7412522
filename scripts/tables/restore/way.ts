import type { Manifest } from '../../../functions/shared/backup/manifest.ts';
import { UserError } from '../../cli/errors.ts';
import { MOST_FILES } from '../native/import-source.ts';

/** `write`: this machine writes the items. `import`: DynamoDB takes them from the bucket itself, into a new table. */
export type Way = 'write' | 'import';

export interface WayAsked {
  asked: 'auto' | Way;
  manifest: Manifest;
  fromBucket: boolean;
  /** Whether all items go into a new table. */
  isWhole: boolean;
}

/** @throws UserError for an import of what cannot be imported */
export function wayOf({ asked, manifest, fromBucket, isWhole }: WayAsked): Way {
  if (asked === 'write') return 'write';
  const obstacle = obstacleTo({ manifest, fromBucket, isWhole });
  if (asked === 'auto') return manifest.engine === 'export' && obstacle === null ? 'import' : 'write';
  if (obstacle !== null) throw new UserError(`DynamoDB's import ${obstacle}: use --engine write`);
  return 'import';
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataImport.Requesting.html */
function obstacleTo({ manifest, fromBucket, isWhole }: Omit<WayAsked, 'asked'>): string | null {
  if (!fromBucket) return 'reads from a bucket only';
  if (!isWhole) return 'makes a new table of all items, so --into and --only are not for it';
  if (manifest.format === 'csv') return 'would take every value of this CSV for text';
  if (manifest.table.indexes.some(({ kind }) => kind === 'local')) return 'makes no local secondary indexes';
  if (manifest.parts.length === 0) return 'takes no backup without items';
  if (manifest.parts.length > MOST_FILES) return `takes ${MOST_FILES} files at most`;
  return null;
}
