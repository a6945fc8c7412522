import { shapeOf } from '../../access/read/arns.ts';
import type { Action } from '../../iam/catalog/catalog.ts';
import type { Place } from '../template-facts.ts';

/**
 * Types whose ARN ends in their name, and that CloudFormation names after the stack and the logical id where none is given.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 */
const NAMED = new Set([
  'AWS::DynamoDB::Table',
  'AWS::ECR::Repository',
  'AWS::IAM::Group',
  'AWS::IAM::InstanceProfile',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Role',
  'AWS::IAM::User',
  'AWS::Kinesis::Stream',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::SSM::Parameter',
  'AWS::SecretsManager::Secret',
  'AWS::StepFunctions::StateMachine',
]);

interface Named {
  logicalId: string;
  type: string;
  properties: Readonly<Record<string, unknown>>;
}

/** The name that a resource gets, with its path where it has one; null where it cannot be told before deploying. */
export function nameOf({ logicalId, type, properties }: Named, { stackName }: Place): string | null {
  if (!NAMED.has(type)) return null;
  const value = properties[shapeOf(type)?.name ?? 'Name'] ?? madeName(type, `${stackName}-${logicalId}`);
  return typeof value === 'string' && !isOpen(value) ? withPath(type, value, properties.Path) : null;
}

const NAME_LIMIT = 63;

/** As AWS makes them, with an end that nobody can foresee; a long one is cut somewhere. */
function madeName(type: string, start: string): string | null {
  const name = `${start}-0123456789AB`;
  if (name.length > NAME_LIMIT) return null;
  return type === 'AWS::S3::Bucket' ? name.toLowerCase() : name;
}

/** The name in what CloudFormation calls the physical id: itself, or the end of an ARN or of a queue's URL. */
export function nameIn(type: string, physicalId: string | null, path: unknown): string | null {
  if (!physicalId || !NAMED.has(type)) return null;
  if (physicalId.startsWith('https://')) return physicalId.split('/').at(-1) ?? null;
  if (!physicalId.startsWith('arn:')) return withPath(type, physicalId, path);
  const [first = '', ...rest] = physicalId.split(':').slice(5);
  return rest.length > 0 ? rest.join(':') : first.replace(/^[a-z-]+\//, '');
}

function withPath(type: string, name: string, path: unknown = '/'): string | null {
  if (!type.startsWith('AWS::IAM::')) return name;
  return typeof path === 'string' && !isOpen(path) ? `${path}${name}` : null;
}

function isOpen(text: string): boolean {
  return /\$\{(?!AWS::AccountId\})/.test(text);
}

/** Where the ARN of such a resource ends in something else than its name. */
const ENDS: Readonly<Record<string, readonly string[]>> = {
  'AWS::Logs::LogGroup': ['', ':*'],
  'AWS::SecretsManager::Secret': ['-AbCdEf', ''],
};

/**
 * The ARNs by which policies are asked for a call; a policy that allows one of them will do.
 * @param kind the kind of resource, in the catalogue's words, that the type is
 * @param name null: not known
 * @returns null where they are not known
 */
export function arnsOf(
  action: Action,
  kind: string | null,
  { type, name }: { type: string; name: string | null },
  { partition, region }: Place,
): string[] | null {
  // What lists is asked for all of a kind, whatever one is looked for, and in a form of each service's own.
  if (action.accessLevel === 'List') return null;
  if (action.resources.length === 0) return ['*'];
  if (name === null) return null;
  const formats = action.resources.filter((one) => one.type.name === kind).flatMap((one) => one.type.arnFormats);
  const places: Record<string, string> = { Partition: partition, Region: region, Account: ACCOUNT };
  const arns = formats.flatMap((format) => {
    const [start = '', ...ends] = format
      .replace(/\$\{(Partition|Region|Account)\}/g, (_, place: string) => places[place] ?? '')
      .split(/\$\{(?!AWS::)\w+\}/);
    return ends.join() === '' && ends.length === 1
      ? [`${start}${start.endsWith('/') ? name.replace(/^\//, '') : name}`]
      : [];
  });
  return arns.length === 0 ? null : arns.flatMap((arn) => (ENDS[type] ?? ['']).map((end) => `${arn}${end}`));
}

/** The account of the deploy, as the policies have it that are asked. */
const ACCOUNT = '${AWS::AccountId}';
