import type { ReviewedResource } from './model.ts';
import { placeOf } from './principals.ts';

/** Where policies of resources say which resource they are of. */
const NAMING = [
  'ApiId',
  'Bucket',
  'FileSystemId',
  'FunctionName',
  'KeyId',
  'LayerVersionArn',
  'Queues',
  'ResourceArn',
  'RegistryArn',
  'SecretId',
  'StreamArn',
  'TableArn',
  'TopicArn',
  'Topics',
];

/** The resources of the same template that a resource's policy is of, `template#logicalId`; itself where it names none. */
export function targetsOf(owner: ReviewedResource): string[] {
  const named = NAMING.flatMap((key) => [owner.properties[key]].flat()).flatMap((value) => {
    const id = typeof value === 'string' ? /\$\{([^{}.:]+)(?:\.[^{}]*)?\}/.exec(value)?.[1] : undefined;
    return id === undefined ? [] : [placeOf({ template: owner.template, logicalId: id })];
  });
  return named.length > 0 ? named : [placeOf(owner)];
}
