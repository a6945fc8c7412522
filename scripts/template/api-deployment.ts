import { createHash } from 'node:crypto';
import { own } from './own.ts';
import { renameResources } from './rename.ts';
import { scalarText } from './scalar-text.ts';
import { isMap, type Json, visitMaps } from './walk.ts';

const DEPLOYMENT = 'AWS::ApiGateway::Deployment';
const METHOD = 'AWS::ApiGateway::Method';

/** What a deployment takes its snapshot of, beside the API itself; each names its API in `RestApiId`. */
const PARTS = new Set(
  ['Authorizer', 'GatewayResponse', 'Method', 'Model', 'RequestValidator', 'Resource'].map(
    (kind) => `AWS::ApiGateway::${kind}`,
  ),
);

/**
 * A REST API's deployment is a snapshot, and CloudFormation takes a new one only for a new resource: an unchanged
 * `AWS::ApiGateway::Deployment` leaves its stage with the methods of the day it was made ("To redeploy the API, …",
 * CloudFormation's page of that type). So its logical id ends in a hash of what it shows, and it waits for its methods.
 * @param given values of parameters, where the environment gives them
 */
export function withApiDeployments(template: Json, given: Record<string, string>): Json {
  const names = Object.entries(resourcesOf(template)).flatMap(([id, resource]) => {
    return resource.Type === DEPLOYMENT ? [[id, `${id}${snapshotHash(template, resource, given)}`] as const] : [];
  });
  return names.length === 0 ? template : renameResources(withMethodsFirst(template), new Map(names));
}

/**
 * Nothing in a deployment refers to its methods, so CloudFormation may make it before them: an error when there is none
 * yet, a snapshot without the missing ones otherwise ("DependsOn attribute", CloudFormation's user guide).
 */
function withMethodsFirst(template: Json): Json {
  const entries = Object.entries(sectionOf(template, 'Resources')).map(([id, resource]) => {
    if (!isMap(resource) || resource.Type !== DEPLOYMENT) return [id, resource] as const;
    const written = [resource.DependsOn ?? []].flat();
    const missing = methodsOf(template, resource).filter((method) => !written.includes(method));
    return [id, missing.length === 0 ? resource : { ...resource, DependsOn: [...written, ...missing] }] as const;
  });
  return { ...template, Resources: Object.fromEntries(entries) };
}

/** Sorted. Without the methods that may be absent where the deployment is not: one cannot depend on those. */
function methodsOf(template: Json, deployment: Json): string[] {
  const api = canonical(propertiesOf(deployment).RestApiId);
  const methods = Object.entries(resourcesOf(template)).filter(([, { Type, Condition, ...resource }]) => {
    const isThere = Condition === undefined || Condition === deployment.Condition;
    return Type === METHOD && isThere && canonical(propertiesOf(resource).RestApiId) === api;
  });
  return methods.map(([id]) => id).sort();
}

function snapshotHash(template: Json, deployment: Json, given: Record<string, string>): string {
  const api = propertiesOf(deployment).RestApiId;
  const parts = Object.entries(resourcesOf(template)).filter(([id, resource]) => {
    if (PARTS.has(scalarText(resource.Type))) return canonical(propertiesOf(resource).RestApiId) === canonical(api);
    return isMap(api) && api.Ref === id;
  });
  const shown = parts.map(([id, { Type, Condition, Properties }]) => [id, { Type, Condition, Properties }]);
  const behind = behindNames(template, Object.fromEntries(shown), given);
  return createHash('sha256')
    .update(canonical({ shown: Object.fromEntries(shown), behind }))
    .digest('hex')
    .slice(0, 10);
}

/** What the names in `value` come to, and the names in that: parameters, conditions, mappings, other resources. */
function behindNames(template: Json, value: Json, given: Record<string, string>): Json {
  const found = new Map<string, unknown>();
  const waiting = namesIn(value);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name) || Object.hasOwn(value, name)) continue;
    const meaning = meaningOf(template, name, given);
    found.set(name, meaning);
    waiting.push(...namesIn(meaning));
  }
  return Object.fromEntries(found);
}

function meaningOf(template: Json, name: string, given: Record<string, string>): unknown {
  const parameter = own(sectionOf(template, 'Parameters'), name);
  if (isMap(parameter)) return { value: own(given, name) ?? scalarText(parameter.Default) };
  const resource = own(sectionOf(template, 'Resources'), name);
  if (isMap(resource)) return namesOf(resource);
  return own(sectionOf(template, 'Conditions'), name) ?? own(sectionOf(template, 'Mappings'), name) ?? null;
}

/** Of a resource that the API only points at, what gives it another identity: a renamed function is another function. */
function namesOf(resource: Json): Json {
  const named = Object.entries(propertiesOf(resource)).filter(([key]) => key.endsWith('Name'));
  return { Type: resource.Type, ...Object.fromEntries(named) };
}

/** Every name that an intrinsic function in a value uses; a name of CloudFormation's own comes to nothing later. */
function namesIn(value: unknown): string[] {
  const names: unknown[] = [];
  visitMaps(value, (map) => {
    const attribute = map['Fn::GetAtt'];
    const [first] = [map['Fn::If'] ?? map['Fn::FindInMap'] ?? []].flat();
    names.push(map.Ref, map.Condition, first, Array.isArray(attribute) ? attribute[0] : attribute);
    const [text] = [map['Fn::Sub']].flat();
    if (typeof text === 'string') names.push(...[...text.matchAll(/\$\{([^!}]*)\}/g)].map((match) => match[1]?.trim()));
  });
  return names.flatMap((name) => (typeof name === 'string' ? (name.split('.')[0] ?? []) : []));
}

function resourcesOf(template: Json): Record<string, Json> {
  return Object.fromEntries(Object.entries(sectionOf(template, 'Resources')).filter(isResource));
}

function isResource(entry: [string, unknown]): entry is [string, Json] {
  return isMap(entry[1]);
}

function sectionOf(template: Json, name: string): Json {
  const section = template[name];
  return isMap(section) ? section : {};
}

function propertiesOf({ Properties }: Json): Json {
  return isMap(Properties) ? Properties : {};
}

/** The same text for the same value, in whatever order its keys were written. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    return isMap(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part;
  }) as string;
}
