/** How far an action reaches (IAM User Guide, "Access levels in policy summaries"). */
export type AccessLevel = 'List' | 'Read' | 'Write' | 'Tagging' | 'Permissions management';

/** What AWS's Service Authorization Reference says, which the lookups beside this file take. */
export interface Catalog {
  /** Of the npm package that it is compiled from. */
  dataVersion: string;
  /** Prefixes, such as `s3`, in alphabetical order. */
  services: readonly string[];
  /** The services on whose resources resource control policies have effect. */
  resourceControlled: ReadonlySet<string>;
  /** The prefix in any case; null for one that there is not. */
  service(prefix: string): Service | null;
}

export interface Service {
  prefix: string;
  /** By name. */
  resourceTypes: ReadonlyMap<string, ResourceType>;
  /** In alphabetical order, by name in lower case, without the prefix. */
  actions: ReadonlyMap<string, Action>;
}

export interface ResourceType {
  /** The service whose actions work on it; its ARN may name another (`sts:AssumeRole` works on a role of `iam`). */
  service: string;
  name: string;
  /** ARNs with variables, such as `arn:${Partition}:s3:::${BucketName}`. At least one. */
  arnFormats: readonly string[];
  /** Keys that a condition on such a resource can use, whatever the action. */
  conditionKeys: readonly string[];
}

export interface Action {
  /** As AWS writes it: `s3:GetObject`. */
  name: string;
  service: string;
  accessLevel: AccessLevel;
  /** Empty when a policy can name no resource but `*`. */
  resources: readonly ActionResource[];
  /** Keys that a condition on the action can use, whatever the resource. */
  conditionKeys: readonly string[];
}

export interface ActionResource {
  type: ResourceType;
  /** The action always needs one. Of those that it does not always need, it may still need one. */
  required: boolean;
  /** Keys that a condition on the action can use when it works on such a resource. */
  conditionKeys: readonly string[];
}

/** The first line of the compiled file; the others are in the order of its services. */
interface Head {
  dataVersion: string;
  services: string[];
  resourceControlled: string[];
}

/** A line of the compiled file. Numbers are positions in `keys` and `types`; names in a row stand with spaces between. */
interface ServiceLine {
  types: [name: string, arnFormats: string, keys: number][];
  actions: [names: string, AccessLevel, keys: number, [type: number, required: 0 | 1, keys: number][]][];
  keys: string[];
}

/**
 * Reads the file that set-up compiles. A service is parsed when it is asked for, and then kept.
 * @throws SyntaxError when the file is damaged
 */
export function catalogOf(text: string): Catalog {
  const lines = text.split('\n');
  const { dataVersion, services, resourceControlled }: Head = JSON.parse(lines[0] ?? '');
  if (lines.length !== services.length + 1) throw new SyntaxError('lines are missing');
  const positions = new Map(services.map((prefix, index) => [prefix, index]));
  const parsed = new Map<string, Service>();
  return {
    dataVersion,
    services,
    resourceControlled: new Set(resourceControlled),
    service(prefix) {
      const name = prefix.toLowerCase();
      const position = positions.get(name);
      if (position === undefined) return null;
      const service = parsed.get(name) ?? serviceOf(name, JSON.parse(lines[position + 1] as string));
      parsed.set(name, service);
      return service;
    },
  };
}

function serviceOf(prefix: string, line: ServiceLine): Service {
  const lists = line.keys.map(words);
  const keysAt = (position: number) => lists[position] ?? [];
  const types = line.types.map(
    ([name, arnFormats, keys]): ResourceType => ({
      service: prefix,
      name,
      arnFormats: words(arnFormats),
      conditionKeys: keysAt(keys),
    }),
  );
  const actions = line.actions.flatMap(([names, accessLevel, keys, uses]) => {
    const resources = uses.map(([type, required, typeKeys]) => ({
      type: types[type] as ResourceType,
      required: required === 1,
      conditionKeys: keysAt(typeKeys),
    }));
    const conditionKeys = keysAt(keys);
    return words(names).map((name): [string, Action] => [
      name.toLowerCase(),
      { name: `${prefix}:${name}`, service: prefix, accessLevel, resources, conditionKeys },
    ]);
  });
  actions.sort(([one], [other]) => (one < other ? -1 : 1));
  return { prefix, resourceTypes: new Map(types.map((type) => [type.name, type])), actions: new Map(actions) };
}

function words(text: string): string[] {
  return text === '' ? [] : text.split(' ');
}
