import { type Placed, placeArtifact, presentArtifact } from '../../aws/artifacts.ts';
import type { Artifact } from '../../template/package.ts';
import { hashOf } from '../change/digest.ts';
import type { StackJob } from '../job.ts';
import type { PreparedStack } from '../prepare.ts';
import { withObjectVersions } from './object-versions.ts';

/**
 * The stack with its functions' code in the bucket, by key and version. A deploy reads and writes below `main/` alone; a
 * pull request's plan writes below `pr/`, and reads from `main/` what stands there with the same content.
 * @throws BucketAbsent when the bucket does not exist yet
 */
export async function placedTarget(job: StackJob): Promise<PreparedStack> {
  const { target } = job;
  if (target.packaged.artifacts.length === 0) return target;
  const places = await Promise.all(
    target.packaged.artifacts.map(async (artifact) => [artifact.key, await placedArtifact(job, artifact)] as const),
  );
  const packaged = withObjectVersions(target.packaged, new Map(places));
  return { ...target, packaged, templateSha256: hashOf(packaged.template) };
}

async function placedArtifact({ clients, target, wishes, report }: StackJob, artifact: Artifact): Promise<Placed> {
  const { environment, stack, bucket, accountId } = target;
  const { key, sha256, body } = artifact;
  const upload = { environment, bucket, accountId, key, sha256, body };
  const place =
    wishes.purpose === 'main'
      ? await placeArtifact(clients, upload)
      : ((await presentArtifact(clients, upload)) ??
        (await placeArtifact(clients, { ...upload, key: key.replace(/^main\//, 'pr/') })));
  report({ type: 'artifact', stack, key: place.key, bytes: body.byteLength, outcome: place.outcome });
  return place;
}
