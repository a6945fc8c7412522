import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { decidedCalls } from '../../../../scripts/prove/rule/by-rule.ts';
import { serviceCalls } from '../../../../scripts/prove/rule/service-calls/index.ts';
import { repositoryDeployment } from './given.ts';

const deployment = await repositoryDeployment();
const calls = await serviceCalls(deployment);

test("services may do with this repository's stacks what they do, and no attack on that gets through", () => {
  const { allowed, denied, open } = decidedCalls(deployment, calls);
  ok(allowed.length > 1000, `only ${allowed.length} calls`);
  deepEqual(
    denied.map(({ use, request }) => `${use}: ${request.action} ${request.resource}`),
    [],
  );
  deepEqual(
    open.map(({ call, attack }) => `${call.use} ${attack.what}`),
    [],
  );
});

test('each request is told once, with a page of AWS', () => {
  equal(new Set(calls.map(({ request }) => JSON.stringify(request))).size, calls.length);
  for (const { page } of calls) match(page, /^https:\/\/docs\.aws\.amazon\.com\/\S+$/);
});

test('an attack is another request than the call', () => {
  for (const { use, request, attacks } of calls) {
    for (const attack of attacks)
      ok(JSON.stringify(attack.request) !== JSON.stringify(request), `${use} ${attack.what}`);
  }
});
