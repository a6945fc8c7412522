import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { apiGatewayLogs } from '../../../../scripts/prove/rule/service-calls/api-gateway-logs.ts';
import { arn, deploymentOf, type Resources, role, unnoticed, without } from './given.ts';

const RESOURCES: Resources = {
  ApiLoggingRole: role('api-logging', 'apigateway-trust', 'api-logging'),
  ApiAccount: ['ApiGateway::Account', { CloudWatchRoleArn: arn('ApiLoggingRole') }],
};

test('API Gateway writes logs as the role of this account', async () => {
  const deployment = deploymentOf(RESOURCES);
  const calls = await apiGatewayLogs(deployment);
  deepEqual(calls.length, 8);
  deepEqual(unnoticed(calls, deployment), []);
});

test('without the setting of the account nobody does', async () => {
  deepEqual(await apiGatewayLogs(deploymentOf(without(RESOURCES, 'ApiAccount'))), []);
});
