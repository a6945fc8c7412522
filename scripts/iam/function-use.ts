import type { Resource, Stack } from './grants.ts';
import type { Target } from './reaching.ts';
import { type SdkCall, serviceOf } from './sdk-call.ts';
import { field, possibleTexts } from './statements.ts';

/** A call of the code, with what it works on. */
export interface Working {
  call: SdkCall;
  targets: readonly Target[];
  /** It may work on other resources too. */
  isOpen: boolean;
}

/** A function as the rules below look at it. */
export interface FunctionUse {
  stack: Stack;
  lambda: Resource;
  works: readonly Working[];
}

export function idsOf(works: readonly Working[]): string[] {
  return works.flatMap(({ targets }) => targets.flatMap(({ id }) => id ?? []));
}

function ofType({ stack }: FunctionUse, ids: readonly string[], types: readonly string[]): string[] {
  const found = stack.resources.filter(({ logicalId, type }) => ids.includes(logicalId) && types.includes(type));
  return found.map(({ logicalId }) => logicalId);
}

function namedBy({ stack }: FunctionUse, value: unknown): string[] {
  return possibleTexts(value).flatMap((text) => stack.named(text));
}

/** The log groups of the template that the function writes to. */
export function logGroupsOf(use: FunctionUse): string[] {
  const { lambda, stack } = use;
  const given = namedBy(use, field(field(lambda.properties, 'LoggingConfig'), 'LogGroup'));
  const name = possibleTexts(field(lambda.properties, 'FunctionName'));
  const own = [...name, `\${${lambda.logicalId}}`].map((text) => `/aws/lambda/${text}`);
  const usual = stack.resources.filter(({ type, properties }) => {
    return (
      type === 'AWS::Logs::LogGroup' &&
      possibleTexts(field(properties, 'LogGroupName')).some((text) => own.includes(text))
    );
  });
  return ofType(use, [...given, ...usual.map(({ logicalId }) => logicalId)], ['AWS::Logs::LogGroup']);
}

function relatedTo(use: FunctionUse, type: string): Resource[] {
  const { lambda, stack } = use;
  const isOfFunction = (value: unknown) => functionsIn(use, value).includes(lambda.logicalId);
  const aliases = stack.resources.filter((resource) => {
    return (
      /^AWS::Lambda::(Alias|Version)$/.test(resource.type) && isOfFunction(field(resource.properties, 'FunctionName'))
    );
  });
  const ids = [lambda.logicalId, ...aliases.map(({ logicalId }) => logicalId)];
  return stack.resources.filter((resource) => {
    const named = functionsIn(use, field(resource.properties, 'FunctionName'));
    return resource.type === type && named.some((id) => ids.includes(id));
  });
}

/** Also of `name:alias`. */
function functionsIn({ stack }: FunctionUse, value: unknown): string[] {
  return possibleTexts(value).flatMap((text) => [...stack.named(text), ...stack.named(text.replace(/:[\w$-]+$/, ''))]);
}

/** Whether an event source mapping polls something else than these types. */
export function hasOtherSource(use: FunctionUse, types: readonly string[]): boolean {
  return relatedTo(use, 'AWS::Lambda::EventSourceMapping').some(({ properties }) => {
    const named = namedBy(use, field(properties, 'EventSourceArn'));
    return ofType(use, named, types).length === 0;
  });
}

export function sourcesOf(use: FunctionUse, types: readonly string[]): string[] {
  const mappings = relatedTo(use, 'AWS::Lambda::EventSourceMapping');
  const named = mappings.flatMap(({ properties }) => namedBy(use, field(properties, 'EventSourceArn')));
  return ofType(use, named, types);
}

/** The resources of a type that take what is given up, or done. */
export function destinations(use: FunctionUse, type: string): string[] {
  const configured = ['AWS::Lambda::EventSourceMapping', 'AWS::Lambda::EventInvokeConfig'].flatMap((kind) =>
    relatedTo(use, kind),
  );
  const values = configured.flatMap(({ properties }) =>
    ['OnFailure', 'OnSuccess'].map((name) => field(field(field(properties, 'DestinationConfig'), name), 'Destination')),
  );
  const letters = field(field(use.lambda.properties, 'DeadLetterConfig'), 'TargetArn');
  return ofType(
    use,
    [letters, ...values].flatMap((value) => namedBy(use, value)),
    [type],
  );
}

/** The keys of the template that encrypt what these calls work on. */
export function keysBehind(use: FunctionUse, actions: readonly string[]): string[] {
  const works = use.works.filter(({ call }) => actions.includes(call.action) && call.optional !== true);
  return [...new Set(idsOf(works).flatMap((id) => keysOf(use, id)))];
}

function keysOf(use: FunctionUse, id: string): string[] {
  const resource = use.stack.resources.find(({ logicalId }) => logicalId === id);
  const keys = keyValues(resource?.properties).flatMap((value) => namedBy(use, value));
  return ofType(use, keys, ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey']);
}

const KEY_PROPERTY = /^kms(MasterKeyI[dD]|KeyI[dD]|KeyArn)$|^KMSMasterKeyID$/i;

function keyValues(value: unknown, depth = 0): unknown[] {
  if (typeof value !== 'object' || value === null || depth > 20) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    KEY_PROPERTY.test(name) ? [part] : keyValues(part, depth + 1),
  );
}

const ENCRYPTING = ['dynamodb', 'kinesis', 'firehose', 's3', 'secretsmanager', 'sns', 'sqs', 'ssm', 'states'];

/** Any key, where one of the resources is not in the template or says that a key encrypts it. */
export function otherKeys(use: FunctionUse): 'any' | readonly string[] {
  const environment = namedBy(use, field(use.lambda.properties, 'KmsKeyArn'));
  const works = use.works.filter(({ call }) => ENCRYPTING.includes(serviceOf(call.action)));
  const isOutside = works.some(({ targets, isOpen }) => {
    if (targets.length === 0) return true;
    return isOpen ? false : targets.some(({ id }) => id === null);
  });
  const values = idsOf(works).flatMap((id) =>
    keyValues(use.stack.resources.find(({ logicalId }) => logicalId === id)?.properties),
  );
  const keys = values.flatMap((value) => namedBy(use, value));
  if (isOutside || values.some((value) => namedBy(use, value).length === 0)) return 'any';
  return [...environment, ...keys];
}
