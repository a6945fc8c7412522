import { actionNamed } from './catalog/actions.ts';
import type { Catalog } from './catalog/catalog.ts';
import { exampleArn } from './catalog/example-arn.ts';
import { readCatalog } from './catalog/read.ts';
import type { Stack } from './grants.ts';
import type { Target } from './reaching.ts';
import { serviceOf } from './sdk-call.ts';

/** The resource types whose ARN `Ref` gives, as CloudFormation's "Return values" say. */
const REF_IS_ARN = ['AWS::SNS::Topic', 'AWS::SecretsManager::Secret', 'AWS::StepFunctions::StateMachine'];

const HERE = { partition: '${AWS::Partition}', region: '${AWS::Region}', account: '${AWS::AccountId}' };

/** What a statement names to allow an action on a target, in the language of policy documents. */
export function resourcePattern(
  action: string,
  target: Target | null,
  stack: Pick<Stack, 'resources'>,
  catalog: Catalog = readCatalog(),
): string {
  const found = actionNamed(catalog, action);
  if (found && found.resources.length === 0) return '*';
  const example = found ? exampleArn(found, HERE) : '*';
  if (target === null) return example;
  const type = stack.resources.find(({ logicalId }) => logicalId === target.id)?.type ?? '';
  const arn = target.id === null ? arnFor(target.text, example) : arnOf(target.id, type);
  if (/:(GetRecords|GetShardIterator|DescribeStream)$/.test(action) && type.startsWith('AWS::DynamoDB::'))
    return `\${${target.id}.StreamArn}`;
  const hasObject = serviceOf(action) === 's3' && found?.resources.some(({ type: { name } }) => name === 'object');
  return hasObject && !arn.includes('/') ? `${arn}/*` : arn;
}

/** What stands for a resource's ARN in a policy document. */
export function arnOf(id: string, type: string): string {
  if (type === 'AWS::SSM::Parameter')
    return `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter/\${${id}}`;
  return REF_IS_ARN.includes(type) ? `\${${id}}` : `\${${id}.Arn}`;
}

/** A name in the place of the example's; an ARN as it is. */
function arnFor(text: string, example: string): string {
  if (text.startsWith('arn:') || /Arn\}$/i.test(text)) return text;
  const name = text.split('/').at(-1) ?? text;
  return example.includes('example-') ? example.replace(/example-[\w-]+.*$/, name) : example;
}
