import { listResources } from '../../aws/resources.ts';
import type { StackState } from '../../aws/stacks.ts';
import type { Served } from '../events.ts';
import type { StackJob } from '../job.ts';
import { inParallel } from '../schedule.ts';
import { type Bodies, siteFiles } from './build-site.ts';
import { isKeptForever } from './content-type.ts';
import { invalidate, keepPending, PENDING_KEY } from './invalidation.ts';
import { isUploaded, otherKeys, removeObjects, type Serving, uploadFile } from './served-objects.ts';
import { type ServingBucket, servingBuckets } from './serving-buckets.ts';

const AT_ONCE = 8;

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
    const distributionId = one.distribution === null ? null : (names.get(one.distribution) ?? null);
    const served = await serve(job, place, await bodiesOf(job.root, one, stack.outputs), distributionId);
    job.report({ type: 'served', stack: target.stack, bucket, ...served });
  }
}

/**
 * Pages come after what they refer to, and what they referred to goes last: nobody sees half of a change. It goes at once,
 * so that what is taken out is gone: a page loads all its files as soon as it is opened, and an old page is not opened again,
 * as browsers ask for pages each time, and CloudFront at the latest after the second that its cache policy keeps them.
 */
async function serve(job: StackJob, place: Serving, bodies: Bodies, distributionId: string | null): Promise<Served> {
  const changed = await changedKeys(place, bodies);
  const gone = (await otherKeys(place, bodies)).filter((key) => key !== PENDING_KEY);
  const upload = async (key: string) => {
    place.signal.throwIfAborted();
    const body = await bodies.get(key)?.();
    if (body !== undefined) await uploadFile(place, key, body);
  };
  await inParallel(changed.filter(isKeptForever), AT_ONCE, upload);
  const pages = changed.filter((key) => !isKeptForever(key));
  const pending = distributionId === null ? null : await keepPending(place, [...pages, ...gone]);
  await inParallel(pages, AT_ONCE, upload);
  await removeObjects(place, gone);
  if (distributionId !== null && pending !== null) await invalidate(job.clients, place, distributionId, pending);
  const unchanged = bodies.size - changed.length;
  return { uploaded: changed.length, unchanged, removed: gone.length, invalidated: pending?.paths ?? [] };
}

async function changedKeys(place: Serving, bodies: Bodies): Promise<string[]> {
  const keys = [...bodies.keys()];
  const isSame = await inParallel(keys, AT_ONCE, async (key) => {
    place.signal.throwIfAborted();
    const body = await bodies.get(key)?.();
    return body === undefined || (await isUploaded(place, key, body));
  });
  return keys.filter((_, index) => !isSame[index]);
}

async function bodiesOf(root: string, one: ServingBucket, outputs: Record<string, string>): Promise<Bodies> {
  const { folder, config } = one;
  const bodies = await siteFiles(root, folder, config?.file);
  return config === null ? bodies : bodies.set(config.file, async () => configOf(config.outputs, outputs));
}

/** What a page needs to know of its stack, by name: nothing else of the outputs is shown to the world. */
function configOf(names: readonly string[], outputs: Record<string, string>): Uint8Array {
  const config = Object.fromEntries(names.map((name) => [name, outputs[name] ?? null]));
  return Buffer.from(`${JSON.stringify(config, null, 2)}\n`);
}
