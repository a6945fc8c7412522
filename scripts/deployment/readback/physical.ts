import { shapeOf } from '../../access/read/arns.ts';
import { mapTexts } from '../../access/symbols.ts';
import type { DeployedResource } from './stacks.ts';

/** What stands for a symbol in a deployed stack, by what is between its braces. */
export type Symbols = ReadonlyMap<string, string>;

/** The names and ARNs of a stack's resources. Attributes that only the service knows are not among them. */
export function symbolsOf(resources: readonly DeployedResource[], pseudo: Symbols): Symbols {
  const symbols = new Map(pseudo);
  for (const { logicalId, physicalId, type } of resources) {
    // An embedded AWS may give the name that the template asks for, and AWS adds characters to it: see attributes.ts.
    if (type === 'AWS::SecretsManager::Secret' && !physicalId.startsWith('arn:')) continue;
    const shape = shapeOf(type);
    const pattern = shape?.arn ? filled(shape.arn, pseudo) : null;
    const name = nameOf(physicalId, type, pattern);
    symbols.set(logicalId, name);
    if (physicalId.startsWith('arn:')) symbols.set(`${logicalId}.Arn`, physicalId);
  }
  return symbols;
}

/**
 * The name in what CloudFormation calls the physical id: it is an ARN for some types, a URL for queues. The reader of
 * templates writes ARNs around the name's symbol.
 */
function nameOf(physicalId: string, type: string, pattern: string | null): string {
  if (type === 'AWS::SQS::Queue') return physicalId.split('/').at(-1) ?? physicalId;
  if (!physicalId.startsWith('arn:') || pattern === null) return physicalId;
  const [before = ''] = pattern.split('{name}');
  const [start = ''] = before.split('{path}');
  if (!physicalId.startsWith(start)) return physicalId;
  const rest = physicalId.slice(start.length);
  // The path of an IAM resource is in front of its name.
  return before.includes('{path}') ? (rest.split('/').at(-1) ?? rest) : rest;
}

/** The value with what its symbols stand for; those that are not known stay. */
export function filled<T>(value: T, symbols: Symbols): T {
  return mapTexts(value, (text) =>
    text.replaceAll(/\$\{([^{}]+)\}/g, (symbol, name: string) => symbols.get(name) ?? symbol),
  ) as T;
}

/** A symbol in the value that is neither known nor one of IAM's own variables; null: there is none. */
export function unknownIn(value: unknown, ids: ReadonlySet<string>): string | null {
  const text = JSON.stringify(value) ?? '';
  for (const [symbol, name = ''] of text.matchAll(/\$\{([^{}]+)\}/g)) {
    const [id = ''] = name.split('.');
    if (/::|^Ref |^Fn::/.test(name) || ids.has(id)) return symbol;
  }
  return null;
}
