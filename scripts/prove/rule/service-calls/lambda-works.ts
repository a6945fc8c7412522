import type { Stack } from '../../../iam/grants.ts';
import { type Need, needsOf } from '../../../iam/needs.ts';
import type { SdkCall } from '../../../iam/sdk-call.ts';
import type { ServiceGrant } from '../../../iam/service-grants.ts';
import type { Deployment, ProvedStack } from '../../deployment.ts';
import { type Found, foundIn, ofType } from './found.ts';
import { callsOf } from './function-code.ts';
import { keyCalls } from './lambda-keys.ts';
import { asRole, withoutTls } from './requests.ts';
import type { ServiceCall, ServiceRule } from './service-call.ts';

/**
 * What AWS does with a function's role although no line of its code asks for it: scripts/iam/service-grants.ts, on the
 * resources as they are deployed.
 */
export const lambdaWorks: ServiceRule = async (deployment) => {
  const calls: ServiceCall[] = [];
  for (const stack of deployment.stacks) calls.push(...(await worksIn(stack, deployment)));
  return calls;
};

async function worksIn(stack: ProvedStack, deployment: Deployment): Promise<ServiceCall[]> {
  const called = new Map<string, readonly SdkCall[]>();
  for (const lambda of ofType([stack], 'AWS::Lambda::Function')) {
    called.set(lambda.logicalId, await callsOf(deployment, lambda));
  }
  const needs = needsOf(asStack(stack), (id) => called.get(id) ?? []);
  return needs.flatMap((need) => {
    // What it may do without is asked for by nobody.
    if (!('grant' in need.by) || need.isOptional) return [];
    const { grant } = need.by;
    return need.targets.flatMap(({ id }) => {
      const [lambda, target, role] = [need.functionId, id ?? '', need.role].map((one) => inStack(one, stack));
      if (!lambda || !target || !role) return [];
      return callsOn({ need, grant, lambda, target, role: role.arn }, deployment);
    });
  });
}

interface Use {
  need: Need;
  grant: ServiceGrant;
  lambda: Found;
  target: Found;
  role: string;
}

function callsOn(use: Use, deployment: Deployment): ServiceCall[] {
  const { need, grant, lambda, target, role } = use;
  const { place } = deployment;
  const told = { use: `${lambda.name}: ${grant.use}`, page: grant.page };
  if (target.type === 'AWS::KMS::Key') {
    return keyCalls(need.action, target, role, place).map((call) => ({ ...told, ...call }));
  }
  const closed = ['AWS::S3::Bucket', 'AWS::SQS::Queue'].includes(target.type);
  return arnsFor(use).map((resource) => {
    const request = asRole(place, role, need.action, resource);
    return { ...told, request, attacks: closed ? [withoutTls(request)] : [] };
  });
}

/** What AWS asks for leave of, below the resource that a template names. */
function arnsFor({ need, lambda, target }: Use): string[] {
  const { type, arn, stack } = target;
  if (type === 'AWS::Logs::LogGroup') return [`${arn.replace(/:\*$/, '')}:log-stream:2026/01/02/[$LATEST]a`];
  // https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html: below aws/lambda/ and the mapping's id.
  if (type === 'AWS::S3::Bucket') return need.action === 's3:ListBucket' ? [arn] : [`${arn}/aws/lambda/id/shard/a`];
  if (!type.startsWith('AWS::DynamoDB::')) return [arn];
  const mappings = ofType([stack], 'AWS::Lambda::EventSourceMapping').filter(({ properties }) =>
    [lambda.name, lambda.arn].includes(String(properties.FunctionName)),
  );
  const sources = mappings.map(({ properties }) => String(properties.EventSourceArn));
  return sources.filter((source) => source.startsWith(`${arn}/`));
}

/** As the rules of service grants look at stacks; here texts name resources by what they are called. */
function asStack(stack: ProvedStack): Stack {
  const all = stack.resources.map((resource) => foundIn(stack, resource));
  return {
    resources: stack.resources,
    policies: [],
    named: (text) => all.filter((one) => isNamed(one, text)).map(({ logicalId }) => logicalId),
    at: (logicalId) => {
      throw new Error(`nobody asks where ${logicalId} is`);
    },
  };
}

function isNamed({ name, arn }: Found, text: string): boolean {
  // A stream stands below its table, and a queue's URL ends in its name.
  return text === name || (arn !== '' && (text === arn || text.startsWith(`${arn}/`))) || text.endsWith(`/${name}`);
}

function inStack(logicalId: string, stack: ProvedStack): Found | null {
  const resource = stack.resources.find((one) => one.logicalId === logicalId);
  return resource === undefined ? null : foundIn(stack, resource);
}
