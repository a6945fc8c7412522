import type { Placed } from '../../aws/artifacts.ts';
import type { PackagedStack } from '../../template/package.ts';
import { bodyOf } from '../../template/package.ts';
import { isMap } from '../../template/walk.ts';

/**
 * The stack with the code of its functions named by object version, too: what is deployed is the very object whose
 * checksum was compared, whatever is put at its key afterwards.
 * @param places by the key that packaging gave
 */
export function withObjectVersions(packaged: PackagedStack, places: ReadonlyMap<string, Placed>): PackagedStack {
  const template = placed(packaged.template, places) as PackagedStack['template'];
  return { ...packaged, template, body: bodyOf(template) };
}

function placed(value: unknown, places: ReadonlyMap<string, Placed>): unknown {
  if (Array.isArray(value)) return value.map((item) => placed(item, places));
  if (!isMap(value)) return value;
  const place = typeof value.S3Key === 'string' && value.S3Bucket !== undefined ? places.get(value.S3Key) : undefined;
  if (place !== undefined) {
    const version = place.versionId === null ? {} : { S3ObjectVersion: place.versionId };
    return { ...value, S3Key: place.key, ...version };
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, placed(part, places)]));
}
