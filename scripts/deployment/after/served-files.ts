import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listResources } from '../../aws/resources.ts';
import type { StackState } from '../../aws/stacks.ts';
import { mistake } from '../../template/mistake.ts';
import type { StackJob } from '../job.ts';
import { inParallel } from '../schedule.ts';
import { isKeptForever } from './content-type.ts';
import { folderFiles } from './folder-files.ts';
import { removeOthers, type Serving, uploadFile } from './served-objects.ts';
import { type ServingBucket, servingBuckets } from './serving-buckets.ts';

const AT_ONCE = 8;

type Bodies = Map<string, () => Promise<Uint8Array>>;

/**
 * Brings the buckets that serve files to what the repository has: what is new or changed is uploaded, what is gone is
 * removed. Only buckets that their template says so of are touched.
 */
export async function serveFiles(job: StackJob, stack: StackState): Promise<void> {
  const serving = servingBuckets(job.target.packaged.source);
  if (serving.length === 0) return;
  const names = new Map((await listResources(job.clients, stack.id)).map((one) => [one.logicalId, one.physicalId]));
  for (const one of serving) {
    const bucket = names.get(one.logicalId);
    if (!bucket) continue;
    const { clients, target, signal } = job;
    const place = { s3: clients.s3, bucket, accountId: target.accountId, signal };
    const counts = await serve(place, await bodiesOf(job.root, one, stack.outputs));
    job.report({ type: 'served', stack: target.stack, bucket, ...counts });
  }
}

/** Pages come after what they refer to, and what they referred to goes last: nobody sees half of a change. */
async function serve(place: Serving, bodies: Bodies) {
  const keys = [...bodies.keys()];
  const upload = async (key: string) => {
    place.signal.throwIfAborted();
    const body = await bodies.get(key)?.();
    return body !== undefined && uploadFile(place, key, body);
  };
  const assets = await inParallel(keys.filter(isKeptForever), AT_ONCE, upload);
  const others = keys.filter((key) => !isKeptForever(key));
  const outcomes = [...assets, ...(await inParallel(others, AT_ONCE, upload))];
  const removed = await removeOthers(place, bodies);
  const uploaded = outcomes.filter(Boolean).length;
  return { uploaded, unchanged: outcomes.length - uploaded, removed };
}

async function bodiesOf(root: string, one: ServingBucket, outputs: Record<string, string>): Promise<Bodies> {
  const { folder, config } = one;
  const paths = await folderFiles(root, folder);
  const bodies: Bodies = new Map(paths.map((path) => [path, () => readFile(join(root, folder, path))]));
  if (config === null) return bodies;
  if (bodies.has(config.file)) {
    throw mistake(`${folder}/${config.file}: Config in the template makes a file of that name: rename one of them`);
  }
  return bodies.set(config.file, async () => configOf(config.outputs, outputs));
}

/** What a page needs to know of its stack, by name: nothing else of the outputs is shown to the world. */
function configOf(names: readonly string[], outputs: Record<string, string>): Uint8Array {
  const config = Object.fromEntries(names.map((name) => [name, outputs[name] ?? null]));
  return Buffer.from(`${JSON.stringify(config, null, 2)}\n`);
}
