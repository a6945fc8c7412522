import { deepEqual, equal, match, ok, rejects, throws } from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type ExportManifest,
  type Manifest,
  manifestText,
  parseManifest,
  readManifest,
  type ScanManifest,
} from '../../../../functions/shared/backup/manifest.ts';
import { BackupProblem, isProblem, type ProblemKind } from '../../../../functions/shared/backup/problem.ts';
import type { BackupStore } from '../../../../functions/shared/backup/store.ts';
import type { TableRecord } from '../../../../functions/shared/backup/table-record.ts';

const HASH = '0123456789abcdef'.repeat(4);

const TABLE: TableRecord = {
  name: 'Orders',
  arn: 'arn:aws:dynamodb:eu-central-1:111122223333:table/Orders',
  id: null,
  keys: [{ name: 'id', role: 'HASH', type: 'S' }],
  indexes: [
    {
      name: 'by-day',
      kind: 'global',
      keys: [{ name: 'tag', role: 'HASH', type: 'N' }],
      projection: { type: 'INCLUDE', attributes: ['größe'] },
      throughput: { read: 5, write: 1 },
    },
  ],
  throughput: null,
  tableClass: 'STANDARD',
  kmsKey: null,
  ttl: 'expires',
  tags: { team: 'Küche', empty: '' },
  deletionProtection: true,
  pointInTimeRecovery: false,
  stream: 'NEW_IMAGE',
};

const COMMON = {
  formatVersion: 1,
  id: '2026-11-28T09-20-19Z',
  tool: 'stackwarden 0.1.0',
  table: TABLE,
  startedAt: '2026-11-28T09:20:19.000Z',
  endedAt: '2026-11-28T09:20:25.000Z',
  items: 2,
} as const;

const SCAN: ScanManifest = {
  ...COMMON,
  engine: 'scan',
  format: 'csv',
  columns: [
    { name: 'id', type: 'S' },
    { name: '__proto__', type: 'JSON' },
  ],
  resumed: 0,
  consistency: { kind: 'each-item', reads: 'eventual' },
  digest: HASH,
  segments: [{ segment: 0, items: 2 }],
  parts: [{ name: 'data/0000-00000.csv.gz', segment: 0, items: 2, bytes: 99, sha256: HASH, digest: HASH }],
};

const EXPORT: ExportManifest = {
  ...COMMON,
  engine: 'export',
  format: 'dynamodb-json',
  exportArn: `${TABLE.arn}/export/01695353076000-a1b2c3d4`,
  consistency: { kind: 'changes', from: '2026-11-27T00:00:00Z', to: '2026-11-28T00:00:00Z' },
  parts: [{ name: 'AWSDynamoDB/01695353076000-a1b2c3d4/data/x.json.gz', items: 2, md5: 'kuTcIRsu0oT0X+X3d3o+9w==' }],
};

function refusedAs(kind: ProblemKind, message: RegExp) {
  return (error: unknown) => {
    ok(isProblem(error, kind), String(error));
    match((error as Error).message, message);
    ok(!(error as Error).message.includes('\n'));
    return true;
  };
}

const isDamaged = refusedAs('damaged', /^s3:\/\/b\/x\/manifest\.json is damaged: restore an earlier version of it, or/);

function parsed(text: string): Manifest {
  return parseManifest(text, 's3://b/x');
}

describe('the manifest', () => {
  for (const manifest of [SCAN, EXPORT]) {
    test(`comes back from its text: ${manifest.engine}`, () => deepEqual(parsed(manifestText(manifest)), manifest));
  }

  test('comes back, in whatever order its fields were written', () => {
    const { table, ...more } = SCAN;
    const { name, ...record } = table;
    const manifest = { ...Object.fromEntries(Object.entries(more).reverse()), table: { ...record, name } } as Manifest;
    deepEqual(parsed(manifestText(manifest)), SCAN);
  });

  test('comes back with tags of any name', () => {
    const tags = JSON.parse('{"constructor":"a","prototype":"b","__proto__":"c","2":"d","1":"e"}');
    deepEqual(parsed(manifestText({ ...SCAN, table: { ...TABLE, tags } })).table.tags, tags);
  });

  test('is read from its store', async () => {
    const text = Buffer.from(manifestText(SCAN));
    async function* read(name: string) {
      equal(name, 'manifest.json');
      for (const byte of text) yield Uint8Array.of(byte);
    }
    deepEqual(await readManifest({ place: 'x', read } as Partial<BackupStore> as BackupStore), SCAN);
  });

  test('an error of the store passes through', async () => {
    // biome-ignore lint/correctness/useYield: it fails before it has anything to yield
    async function* read(): AsyncGenerator<Uint8Array> {
      throw new BackupProblem('absent', 'there is none');
    }
    const store = { place: 'x', read } as Partial<BackupStore> as BackupStore;
    await rejects(readManifest(store), (error) => isProblem(error, 'absent'));
  });
});

describe('a manifest that is not as it was written', () => {
  for (const manifest of [SCAN, EXPORT]) {
    const bytes = Buffer.from(manifestText(manifest));

    test(`any byte that is another one is found: ${manifest.engine}`, () => {
      for (let at = 0; at < bytes.length; at++) {
        for (const mask of [0x01, 0x20, 0x80, 0xff]) {
          const changed = Buffer.from(bytes);
          changed[at] = (bytes[at] as number) ^ mask;
          throws(() => parsed(changed.toString()), BackupProblem, `byte ${at} with ${mask}`);
        }
      }
    });

    test(`any end that is missing is found: ${manifest.engine}`, () => {
      for (let length = 0; length < bytes.length; length++) {
        throws(() => parsed(bytes.subarray(0, length).toString()), isDamaged, `${length} bytes`);
      }
    });

    test(`any byte that is missing or there twice is found: ${manifest.engine}`, () => {
      for (let at = 0; at < bytes.length; at++) {
        const start = bytes.subarray(0, at);
        for (const from of [at + 1, at - 1]) {
          const text = Buffer.concat([start, bytes.subarray(Math.max(from, 0))]).toString();
          if (text !== bytes.toString()) throws(() => parsed(text), BackupProblem, `byte ${at}`);
        }
      }
    });
  }

  const text = manifestText(SCAN);
  const asHashed = (manifest: object) => manifestText(manifest as Manifest);
  const DAMAGED: [title: string, text: string][] = [
    ['nothing', ''],
    ['no JSON', 'manifest'],
    ['something after the end', `${text}\n`],
    ['a byte order mark', `\uFEFF${text}`],
    ['line ends of another system', text.replaceAll('\n', '\r\n')],
    ['in one line', JSON.stringify(JSON.parse(text))],
    ['another field beside', text.replace(/"\n\}\n$/, '",\n  "more": 1\n}\n')],
    ['without its hash', JSON.stringify({ manifest: SCAN })],
    ['a hash in capitals', text.replace(/"sha256": "\w+"\n/, (line) => line.toUpperCase())],
    ['a count below zero', asHashed({ ...SCAN, items: -1 })],
    ['a count that is no integer', asHashed({ ...SCAN, items: 1.5 })],
    ['an engine that there is not', asHashed({ ...SCAN, engine: 'copy' })],
    ['a column of no type', asHashed({ ...SCAN, columns: [{ name: 'a', type: 'X' }] })],
    ['a digest that is none', asHashed({ ...SCAN, digest: 'x' })],
    ['a part outside of the backup', asHashed({ ...SCAN, parts: [{ ...SCAN.parts[0], name: 'data/../../x' }] })],
    ['a part that is a folder', asHashed({ ...SCAN, parts: [{ ...SCAN.parts[0], name: 'data/..' }] })],
    ['an export outside of the place', asHashed({ ...EXPORT, parts: [{ ...EXPORT.parts[0], name: '../x' }] })],
    ['no table', asHashed({ ...SCAN, table: null })],
  ];
  for (const [title, damaged] of DAMAGED) test(title, () => throws(() => parsed(damaged), isDamaged));

  const isForeign = refusedAs('foreign', /^s3:\/\/b\/x\/manifest\.json is not the manifest of a backup$/);
  for (const foreign of ['null', '1', '"x"', '[]', '{}', '{"manifest":null}', '{"manifest":1}', '{"manifest":{}}']) {
    test(`JSON of another kind: ${foreign}`, () => throws(() => parsed(foreign), isForeign));
  }

  test('of DynamoDB’s own export', () => {
    throws(() => parsed('{"version":"2020-06-30","exportArn":"x","itemCount":8}'), isForeign);
  });

  for (const formatVersion of [0, 2, '1', null]) {
    test(`of another version: ${formatVersion}`, () => {
      const other = asHashed({ ...SCAN, formatVersion });
      throws(
        () => parsed(other),
        refusedAs('foreign', /was written by another version: use that one, or a newer one$/),
      );
    });
  }
});
