import { SECRET_PROPERTIES } from '../../../access/secret-properties.ts';
import { type Text, textsAt } from '../../../access/stated/statements.ts';
import type { Path } from '../../../template/source.ts';
import { isMap } from '../../../template/walk.ts';

/** For cfn-init (AWS CloudFormation Template Reference, "AWS::CloudFormation::Authentication"). */
const METADATA = ['AWS::CloudFormation::Authentication.*.password', 'AWS::CloudFormation::Authentication.*.secretKey'];

/** The texts of a resource's secret properties, below `Properties`. */
export function secretTexts(type: string, properties: Record<string, unknown>): Text[] {
  const names = Object.hasOwn(SECRET_PROPERTIES, type) ? (SECRET_PROPERTIES[type] ?? []) : [];
  return names.flatMap((name) => below(properties, name.split('.'), []));
}

export function metadataSecrets(metadata: unknown): Text[] {
  return METADATA.flatMap((name) => below(metadata, name.split('.'), []));
}

/** What `Name` and `Value` of a list say, as in the environment of a container. */
export interface NamedText extends Text {
  name: string;
  /** What stands beside them, such as `Type`. */
  fields: Record<string, unknown>;
}

export function namedTexts(value: unknown, steps: readonly string[]): NamedText[] {
  return mapsAt(value, steps, []).flatMap(({ map, path }) => {
    const { Name: name, Value: text } = map;
    if (typeof name !== 'string') return [];
    return textsAt(text, [...path, 'Value']).map((found) => ({ ...found, name, fields: map }));
  });
}

function below(value: unknown, steps: readonly string[], start: Path): Text[] {
  const last = steps.at(-1) ?? '';
  return mapsAt(value, steps.slice(0, -1), start).flatMap(({ map, path }) => textsAt(map[last], [...path, last]));
}

function mapsAt(value: unknown, steps: readonly string[], path: Path): { map: Record<string, unknown>; path: Path }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => mapsAt(item, steps, [...path, index]));
  if (!isMap(value)) return [];
  const [step, ...rest] = steps;
  if (step === undefined) return [{ map: value, path }];
  return Object.keys(value)
    .filter((key) => (step.startsWith('*') ? key.endsWith(step.slice(1)) : key === step))
    .flatMap((key) => mapsAt(value[key], rest, [...path, key]));
}
