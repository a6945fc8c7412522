import { deepEqual, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { driftReads, SHOWS_SECRETS } from '../../../../scripts/prove/rule/service-calls/drift-reads.ts';
import { repositoryDeployment, unnoticed } from './given.ts';

test('CloudFormation reads all stacks for the one role that detects drift, secrets aside', async () => {
  const deployment = await repositoryDeployment('audit', 'bootstrap');
  const calls = await driftReads(deployment);
  deepEqual(
    [...new Set(calls.map(({ request }) => request.principal))],
    ['arn:aws:iam::111122223333:role/stackwarden-local-drift'],
  );
  const actions = new Set(calls.map(({ request }) => request.action));
  for (const action of ['cloudtrail:GetTrail', 'lambda:GetFunction', 'apigateway:GET']) ok(actions.has(action), action);
  deepEqual(
    SHOWS_SECRETS.filter((action) => actions.has(action)),
    [],
  );
  deepEqual(
    calls.filter(({ request }) => /\/(apikeys|keys)\//.test(request.resource)),
    [],
  );
  const left = unnoticed(calls, deployment).filter((one) => one.startsWith('ReadFunctions'));
  deepEqual(left, []);
});

test('where no role detects drift nothing is read', async () => {
  deepEqual(await driftReads(await repositoryDeployment('audit')), []);
});
