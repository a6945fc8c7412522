import { deepEqual, equal, ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Summary } from '../../functions/object-summary/summary.ts';
import { projectFolder } from '../../scripts/cli/project.ts';
import { bundleFunction } from '../../scripts/template/bundle.ts';

const MIB = 1024 * 1024;
const OBJECT_BYTES = 200 * MIB;
/** The function's memory in the template, its Node and its code included. */
const FUNCTION_BYTES = 256 * MIB;

/** One MiB each. */
const BODIES: Record<string, Buffer> = {
  'records.csv': Buffer.from('1,"ab\nc"\r\n12345\n'.repeat(MIB / 16)),
  'records.ndjson': Buffer.from('{"id":12345678}\n'.repeat(MIB / 16)),
  'one-line.ndjson': Buffer.alloc(MIB, '"'),
};

let folder: string;
let server: Server;
const results: Summary[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'object-summary-'));
  const { files } = await bundleFunction(projectFolder, 'object-summary');
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  server = createServer(bucket).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});

after(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

/** A bucket with objects of 200 MiB that exist only while they are read. */
const bucket: RequestListener = async (request, response) => {
  if (request.method === 'PUT') {
    results.push(JSON.parse((await buffer(request)).toString()));
    response.end();
    return;
  }
  const piece = BODIES[/[\w-]+\.\w+(?=\?)/.exec(request.url ?? '')?.[0] ?? ''] ?? Buffer.alloc(0);
  response.writeHead(200, { 'content-length': OBJECT_BYTES, 'x-amz-version-id': 'v1' });
  Readable.from(Array(OBJECT_BYTES / MIB).fill(piece)).pipe(response);
};

/** Handles one event after another in a process like Lambda's, and tells the most memory that it ever had. */
const PROCESS = `
  const { handler } = await import(process.argv[1]);
  for (const key of process.argv.slice(2)) {
    await handler({ Records: [{ s3: { bucket: { name: 'bucket' }, object: { key } } }] });
  }
  process.stdout.write('\\nmost KiB: ' + process.resourceUsage().maxRSS);
`;

test('objects of 200 MiB are summarised in the 256 MB of the function', { timeout: 120_000 }, async (t) => {
  const keys = Object.keys(BODIES).map((name) => `incoming/${name}`);
  const handlerUrl = pathToFileURL(join(folder, 'index.mjs')).href;
  const { port } = server.address() as AddressInfo;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--max-old-space-size=160', '--enable-source-maps', '--input-type=module', '-e', PROCESS, handlerUrl, ...keys],
    {
      env: {
        AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'id',
        AWS_SECRET_ACCESS_KEY: 'secret',
        BUCKET_NAME: 'bucket',
      },
    },
  );
  const most = Number(/most KiB: (\d+)/.exec(stdout)?.[1]) * 1024;
  t.diagnostic(`at most ${Math.round(most / MIB)} MiB`);
  ok(most < FUNCTION_BYTES, `${most} bytes`);
  deepEqual(
    results.map(({ size }) => size),
    [OBJECT_BYTES, OBJECT_BYTES, OBJECT_BYTES],
  );
  const [csv, ndjson, line] = results.map(({ counts }) => counts);
  const lines = OBJECT_BYTES / 16;
  deepEqual(csv, { format: 'csv', lines: 3 * lines, records: 2 * lines, unclosedQuote: false });
  equal(ndjson?.records, lines);
  deepEqual([line?.lines, line?.format === 'ndjson' && line.unreadLines], [1, 1]);
});
