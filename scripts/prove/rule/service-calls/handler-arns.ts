import type { Place } from '../../../deployment/readback/concrete.ts';
import type { Action, Catalog } from '../../../iam/catalog/catalog.ts';
import { exampleArn } from '../../../iam/catalog/example-arn.ts';
import { canActOn } from '../../../iam/catalog/resource-types.ts';
import { apiArns } from './api-arns.ts';
import { type Found, named, textsIn } from './found.ts';
import type { RoleStack } from './role-stacks.ts';

/** Resources that act on another one, by the property that names it, and that one's type. */
const ON_OTHERS: Record<string, readonly [property: string, type: string]> = {
  'AWS::Cognito::UserPoolClient': ['UserPoolId', 'AWS::Cognito::UserPool'],
  'AWS::Cognito::UserPoolDomain': ['UserPoolId', 'AWS::Cognito::UserPool'],
  'AWS::Cognito::UserPoolResourceServer': ['UserPoolId', 'AWS::Cognito::UserPool'],
  'AWS::IAM::Policy': ['Roles', 'AWS::IAM::Role'],
  'AWS::Lambda::EventInvokeConfig': ['FunctionName', 'AWS::Lambda::Function'],
  'AWS::Lambda::Permission': ['FunctionName', 'AWS::Lambda::Function'],
  'AWS::Logs::MetricFilter': ['LogGroupName', 'AWS::Logs::LogGroup'],
  'AWS::S3::BucketPolicy': ['Bucket', 'AWS::S3::Bucket'],
  'AWS::SNS::Subscription': ['TopicArn', 'AWS::SNS::Topic'],
  'AWS::SNS::TopicPolicy': ['Topics', 'AWS::SNS::Topic'],
  'AWS::SQS::QueuePolicy': ['Queues', 'AWS::SQS::Queue'],
};

/** ARNs that `scripts/access/read/arns.ts` has no need of: `{name}` is the property's value, or made up. */
const FORMATS: Record<string, readonly [format: string, property: string | null]> = {
  'AWS::AccessAnalyzer::Analyzer': ['access-analyzer:{region}:{account}:analyzer/{name}', 'AnalyzerName'],
  'AWS::CloudFront::Function': ['cloudfront::{account}:function/{name}', 'Name'],
  'AWS::CloudFront::OriginAccessControl': ['cloudfront::{account}:origin-access-control/{name}', null],
  'AWS::CloudFront::ResponseHeadersPolicy': ['cloudfront::{account}:response-headers-policy/{name}', null],
  'AWS::Lambda::EventSourceMapping': ['lambda:{region}:{account}:event-source-mapping:{name}', null],
  'AWS::SES::EmailIdentity': ['ses:{region}:{account}:identity/{name}', 'EmailIdentity'],
};

/** The ARNs that IAM is asked about when a handler calls an action for a resource of a stack. */
export function handlerArns(
  action: Action,
  found: Found,
  catalog: Catalog,
  place: Place & { stacks: readonly RoleStack[]; artifacts: string },
): string[] {
  if (action.resources.length === 0) return ['*'];
  if (action.name === 'iam:PassRole') return passedRoles(found);
  if (action.service === 's3' && found.type === 'AWS::Lambda::Function')
    return [`${place.artifacts}/main/functions/a.zip`];
  if (action.service === 'apigateway') return apiArns(action.name, found, place);
  const own = ownArns(found, place).filter((arn) => canActOn(catalog, action, arn));
  return own.length > 0 ? own : [exampleArn(action, { ...place, account: place.accountId })];
}

/** Of a property such as `Role` or `CloudWatchLogsRoleArn`. */
function passedRoles({ properties }: Pick<Found, 'properties'>): string[] {
  const texts = Object.entries(properties).flatMap(([name, value]) =>
    /role(arn)?$/i.test(name) ? textsIn(value) : [],
  );
  return texts.filter((text) => /^arn:[\w-]+:iam::\d{12}:role\//.test(text));
}

/** The resources that a property names, in all stacks; of a text that is an ARN itself that one. */
export function actedOn({ type, properties }: Found, stacks: readonly RoleStack[]): Found[] {
  const [property = '', other = ''] = ON_OTHERS[type] ?? [];
  return textsIn(properties[property]).flatMap((text) => {
    const last = text.startsWith('https://') ? text.split('/').at(-1) : text;
    return named(stacks, other, last) ?? [];
  });
}

export function isOnOther({ type }: Pick<Found, 'type'>): boolean {
  return Object.hasOwn(ON_OTHERS, type);
}

function ownArns(found: Found, place: Place & { stacks: readonly RoleStack[] }): string[] {
  if (isOnOther(found)) return actedOn(found, place.stacks).map(({ arn }) => plain(arn));
  const [format, property = null] = FORMATS[found.type] ?? [];
  if (format === undefined)
    return found.type === 'AWS::SecretsManager::Secret' ? [`${found.arn}-AbCdEf`] : [plain(found.arn)];
  const { partition, region, accountId } = place;
  const name = property === null ? found.name : String(found.properties[property]);
  const filled = format.replace('{region}', region).replace('{account}', accountId).replace('{name}', name);
  return [`arn:${partition}:${filled}`];
}

/** A log group's, as policies name it, ends in what stands for its streams. */
function plain(arn: string): string {
  return arn.replace(/:\*$/, '');
}
