import type { Place } from '../../../deployment/readback/concrete.ts';
import type { Found } from './found.ts';

/**
 * Where the resources of an API are, by the last part of their type: what is posted to, and what is read and changed.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html
 */
const PATHS: Record<string, (found: Found) => [collection: string, item: string]> = {
  Account: () => ['/account', '/account'],
  ApiKey: ({ name }) => ['/apikeys', `/apikeys/${name}`],
  Authorizer: (found) => below(found, 'authorizers'),
  Deployment: (found) => below(found, 'deployments'),
  GatewayResponse: (found) => below(found, 'gatewayresponses'),
  Method: ({ properties: { RestApiId: api, ResourceId: id, HttpMethod: verb } }) => {
    const methods = `/restapis/${api}/resources/${id}/methods`;
    return [methods, `${methods}/${verb}`];
  },
  Resource: (found) => below(found, 'resources'),
  RestApi: ({ name }) => ['/restapis', `/restapis/${name}`],
  Stage: (found) => below(found, 'stages'),
  UsagePlan: ({ name }) => ['/usageplans', `/usageplans/${name}`],
  UsagePlanKey: ({ name, properties: { UsagePlanId: plan } }) => {
    const keys = `/usageplans/${plan}/keys`;
    return [keys, `${keys}/${name}`];
  },
};

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-supported-resources.html */
const TAGGED = new Set(['ApiKey', 'RestApi', 'Stage', 'UsagePlan']);

function below({ name, properties: { RestApiId: api } }: Found, part: string): [string, string] {
  return [`/restapis/${api}/${part}`, `/restapis/${api}/${part}/${name}`];
}

/** The ARNs of what a call of the API of API Gateway is made on; tags have a place of their own. */
export function apiArns(action: string, found: Found, { partition, region }: Place): string[] {
  const type = found.type.split('::').at(-1) ?? '';
  const [collection, item] = PATHS[type]?.(found) ?? [];
  if (collection === undefined || item === undefined) return [];
  const arn = (path: string) => `arn:${partition}:apigateway:${region}::${path}`;
  const tags = TAGGED.has(type) ? [arn(`/tags/${encodeURIComponent(arn(item))}`)] : [];
  if (action === 'apigateway:POST') return [arn(collection)];
  return /:(PUT|DELETE)$/.test(action) ? [arn(item), ...tags] : [arn(item)];
}
