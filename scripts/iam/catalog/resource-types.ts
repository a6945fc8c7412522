import { overlap, type Place, placesOfFormat, placesOfPattern, withoutNames } from './arn-format.ts';
import type { Action, Catalog, ResourceType, Service } from './catalog.ts';

type Formats = ReadonlyMap<ResourceType, readonly Place[][]>;

/** An action is asked about once for each statement that it is in. */
const known = new WeakMap<Service, Formats>();

/** Whether a statement that names the pattern as its resource can mean the action; `*` always does. */
export function canActOn(catalog: Catalog, action: Action, pattern: string): boolean {
  if (pattern === '*') return true;
  const service = catalog.service(action.service);
  const places = latestPlaces(pattern);
  return action.resources.some(({ type }) => {
    const arns = service && formatsOf(service).get(type);
    return arns?.some((arn) => overlap(arn, places)) ?? false;
  });
}

let latest: { pattern: string; places: Place[] } | undefined;

/** Each action of a statement is asked about for the same resource. */
function latestPlaces(pattern: string): Place[] {
  if (latest?.pattern !== pattern) latest = { pattern, places: placesOfPattern(pattern) };
  return latest.places;
}

function formatsOf(service: Service): Formats {
  const formats = known.get(service) ?? compiled([...service.resourceTypes.values()]);
  known.set(service, formats);
  return formats;
}

function compiled(types: ResourceType[]): Formats {
  const siblings = types.flatMap(({ arnFormats }) => arnFormats.map(withoutNames));
  return new Map(types.map((type) => [type, type.arnFormats.map((format) => placesOfFormat(format, siblings))]));
}
