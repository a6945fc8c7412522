import type { Place } from '../../../deployment/readback/concrete.ts';
import { field } from '../../../iam/statements.ts';
import type { ProvedStack } from '../../deployment.ts';
import { type Found, named, ofType } from './found.ts';
import { asService, byOthers, foreignAccount, forOthers } from './requests.ts';
import type { ServiceCall, ServiceRule } from './service-call.ts';

/** The function's ARN in what API Gateway calls it by. */
const FUNCTION = /\/functions\/(.+)\/invocations$/;

/** Each method of each stage calls its function. */
export const apiGatewayInvokes: ServiceRule = ({ stacks, place }) =>
  stacks.flatMap((stack) =>
    ofType([stack], 'AWS::ApiGateway::Method').flatMap((method) => {
      const called = FUNCTION.exec(String(field(method.properties.Integration, 'Uri')))?.[1];
      if (called === undefined) return [];
      return stagesOf(method, stack).map((stage) => invocation(method, stage, called, stack, place));
    }),
  );

function stagesOf({ properties: { RestApiId: api } }: Found, stack: ProvedStack): string[] {
  const stages = ofType([stack], 'AWS::ApiGateway::Stage').filter(({ properties }) => properties.RestApiId === api);
  return stages.map(({ properties }) => String(properties.StageName));
}

function invocation(method: Found, stage: string, called: string, stack: ProvedStack, place: Place): ServiceCall {
  const { RestApiId: api, HttpMethod: verb, ResourceId: resource } = method.properties;
  const path = pathOf(resource, stack);
  const arn = (account: string, ...parts: unknown[]) =>
    `arn:${place.partition}:execute-api:${stack.region}:${account}:${parts.join('/')}`;
  const own = place.accountId;
  const request = asService(place, 'apigateway.amazonaws.com', 'lambda:InvokeFunction', called, {
    'aws:SourceArn': arn(own, api, stage, verb, path),
  });
  const others = [
    arn(own, 'ofothers00', stage, verb, path),
    arn(own, api, 'another', verb, path),
    arn(own, api, stage, 'DELETE', path),
    arn(own, api, stage, verb, 'another'),
    arn(foreignAccount(place), api, stage, verb, path),
  ];
  return {
    use: `API Gateway invokes ${called.split(':').at(-1)} for ${verb} /${path}`,
    page: 'https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html',
    request,
    attacks: [...byOthers(place, request), ...forOthers(place, request, others)],
  };
}

/** From the root, whose id is none of the stack's resources. */
function pathOf(id: unknown, stack: ProvedStack): string {
  const resource = named([stack], 'AWS::ApiGateway::Resource', id);
  if (resource === null) return '';
  const { ParentId: parent, PathPart: part } = resource.properties;
  return [pathOf(parent, stack), String(part)].filter((one) => one !== '').join('/');
}
