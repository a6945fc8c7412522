import { deepEqual, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { cloudformationHandlers } from '../../../../scripts/prove/rule/service-calls/cloudformation-handlers.ts';
import type { ServiceCall } from '../../../../scripts/prove/rule/service-calls/service-call.ts';
import { repositoryDeployment, unnoticed } from './given.ts';

const deployment = await repositoryDeployment('audit', 'bootstrap');
const calls = await cloudformationHandlers(deployment);
const left = unnoticed(calls, deployment);

const whats = ({ attacks }: ServiceCall) => attacks.map(({ what }) => what);
const named = (action: string) => calls.filter(({ request }) => request.action === action);

test('CloudFormation takes on the service role, and nobody else', () => {
  const [assumes] = named('sts:AssumeRole');
  deepEqual(assumes && [assumes.request.principal, whats(assumes)], [
    'cloudformation.amazonaws.com',
    ['as another service', 'as another account'],
  ]);
  deepEqual(
    left.filter((one) => one.startsWith('CloudFormationDeploysWithThisRole')),
    [],
  );
});

test('roles are made with the boundary, handed to Lambda alone, and are not those that people deploy', () => {
  const [create] = named('iam:CreateRole');
  const [pass] = named('iam:PassRole');
  ok(create && pass);
  const people = ['stackwarden-local-plan-pr', 'stackwarden-local-trail', 'stackwarden-local-api-logging'];
  for (const what of [
    ...['in another environment', 'with another boundary', 'without a boundary'],
    ...people.map((name) => `on ${name}, which people deploy`),
  ]) {
    ok(whats(create).includes(what), what);
  }
  ok(whats(pass).includes('for another service'));
});

test('what has an id alone is held by its tags, and streams by their function', () => {
  for (const action of ['kms:CreateKey', 'kms:PutKeyPolicy', 'cognito-idp:CreateUserPoolClient', 'ses:TagResource']) {
    const [call] = named(action);
    ok(call && whats(call).includes('in another environment'), action);
  }
  const [mapping] = named('lambda:CreateEventSourceMapping');
  ok(mapping && whats(mapping).includes('in another environment'));
});

test('no key that people deploy is touched, whatever its tags', () => {
  deepEqual(
    left.filter((one) => one.startsWith('NoDeployTouchesIt')),
    // Whom else it would shut out, other rules tell.
    ['NoDeployTouchesIt: Deny condition ArnEquals aws:PrincipalArn'],
  );
});

test('what people deploy is nothing of the service role', () => {
  deepEqual(
    calls.filter(({ use }) => / of (audit|bootstrap)$/.test(use)),
    [],
  );
});

test('a repository without the role of its environments asks for nothing', async () => {
  deepEqual(await cloudformationHandlers(await repositoryDeployment('lab')), []);
});
