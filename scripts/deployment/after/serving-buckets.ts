import { mistakeAt } from '../../template/mistake.ts';
import { own } from '../../template/own.ts';
import type { Source } from '../../template/source.ts';
import { isMap, type Json } from '../../template/walk.ts';

/**
 * A bucket that serves files of the repository. Its template says so:
 *
 *     Metadata:
 *       Stackwarden:
 *         Files: students            # the folder below templates/
 *         Distribution: Site         # optional: the one that caches the files, by its logical id
 *         Config:                    # optional: outputs of the stack, as a JSON file beside them
 *           File: config.json
 *           Outputs: [ApiUrl]
 */
export interface ServingBucket {
  logicalId: string;
  /** Relative to the root: `templates/students`. */
  folder: string;
  config: { file: string; outputs: string[] } | null;
  /** The logical id of the distribution that caches the files. */
  distribution: string | null;
}

export function servingBuckets(source: Source): ServingBucket[] {
  const resources = isMap(source.value) && isMap(source.value.Resources) ? source.value.Resources : {};
  return Object.entries(resources).flatMap(([logicalId, resource]) => {
    const settings = isMap(resource) && isMap(resource.Metadata) ? resource.Metadata.Stackwarden : undefined;
    if (!isMap(resource) || !isMap(settings) || settings.Files === undefined) return [];
    const path = ['Resources', logicalId, 'Metadata', 'Stackwarden'];
    if (resource.Type !== 'AWS::S3::Bucket') {
      throw mistakeAt(source.keyAt([...path, 'Files']), 'only a bucket serves files: move Files to one');
    }
    const { Files: folder, Config: config, Distribution: distribution } = settings;
    if (typeof folder !== 'string' || !/^[a-z0-9][\w-]*(\/[\w-]+)*$/i.test(folder)) {
      throw mistakeAt(source.at([...path, 'Files']), 'Files takes the name of a folder below templates/');
    }
    return [
      {
        ...{ logicalId, folder: `templates/${folder}`, config: configOf(source, path, config) },
        distribution: distributionOf(source, path, resources, distribution),
      },
    ];
  });
}

function configOf(source: Source, path: string[], config: unknown): ServingBucket['config'] {
  if (config === undefined) return null;
  const { File: file, Outputs: outputs } = isMap(config) ? config : {};
  const isList = Array.isArray(outputs) && outputs.every((name) => typeof name === 'string');
  if (typeof file === 'string' && /^[\w.-]+$/.test(file) && isList) return { file, outputs };
  throw mistakeAt(source.at([...path, 'Config']), 'Config takes File, a name, and Outputs, a list of names of outputs');
}

function distributionOf(source: Source, path: string[], resources: Json, name: unknown): string | null {
  if (name === undefined) return null;
  const resource = typeof name === 'string' ? own(resources, name) : undefined;
  if (isMap(resource) && resource.Type === 'AWS::CloudFront::Distribution') return String(name);
  const place = source.at([...path, 'Distribution']);
  throw mistakeAt(place, 'Distribution takes the logical id of an AWS::CloudFront::Distribution of this template');
}
