import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../scripts/cli/errors.ts';
import { type OrderedStack, stackOrder } from '../../scripts/deployment/order.ts';

function stack(name: string, facts: Partial<OrderedStack> = {}): OrderedStack {
  const none = { exports: [], imports: [], buckets: [], artifactBucket: null, roleArn: null, makesServiceRole: false };
  return { stack: name, region: 'us-east-1', ...none, ...facts };
}

const order = (...stacks: OrderedStack[]) => Object.fromEntries(stackOrder(stacks));

test('a stack needs those whose exports it imports', () => {
  const needs = order(
    stack('web', { imports: ['api-url', 'key'] }),
    stack('api', { exports: ['api-url'], imports: ['key'] }),
    stack('base', { exports: ['key'] }),
  );
  assert.deepEqual(needs, { web: ['api', 'base'], api: ['base'], base: [] });
});

test('an import that none of them exports is left to AWS', () => {
  assert.deepEqual(order(stack('web', { imports: ['elsewhere'] })), { web: [] });
});

test('an export of another region is not importable', () => {
  const other = stack('base', { exports: ['key'], region: 'eu-west-1' });
  assert.deepEqual(order(stack('web', { imports: ['key'] }), other), { web: [], base: [] });
});

test('a stack with artifacts needs the one that creates their bucket', () => {
  const bucket = stack('bootstrap', { buckets: ['artifacts', 'logs'] });
  const needs = order(stack('lab', { artifactBucket: 'artifacts' }), stack('plain'), bucket);
  assert.deepEqual(needs, { lab: ['bootstrap'], plain: [], bootstrap: [] });
});

test('a stack deployed with a service role needs the one that creates it', () => {
  const maker = stack('bootstrap', { makesServiceRole: true });
  assert.deepEqual(order(stack('app', { roleArn: 'arn:x' }), maker, stack('plain')), {
    app: ['bootstrap'],
    bootstrap: [],
    plain: [],
  });
  assert.deepEqual(order(stack('app', { roleArn: 'arn:x' })), { app: [] }, 'it exists already');
});

test("the bucket's own stack can have artifacts from its second deployment on", () => {
  assert.deepEqual(order(stack('bootstrap', { buckets: ['artifacts'], artifactBucket: 'artifacts' })), {
    bootstrap: [],
  });
});

const refused = (message: string) => (error: unknown) => {
  assert.ok(error instanceof UserError);
  assert.equal(error.message, message);
  return true;
};

test('a cycle is named', () => {
  const cycle = [
    stack('in', { imports: ['a'] }),
    stack('a', { exports: ['a'], imports: ['b'] }),
    stack('b', { exports: ['b'], imports: ['c'] }),
    stack('c', { exports: ['c'], imports: ['a'] }),
  ];
  const message = 'stacks need each other: a → b → c → a; move what they share into a stack of its own';
  assert.throws(() => stackOrder(cycle), refused(message));
});

test('a stack that imports its own export is a cycle', () => {
  assert.throws(() => stackOrder([stack('a', { exports: ['x'], imports: ['x'] })]), /need each other: a → a;/);
});

test('one export name in two stacks of a region is refused', () => {
  const message = 'stacks a and b both export key in us-east-1: an export name can be used once, rename one';
  assert.throws(
    () => stackOrder([stack('a', { exports: ['key'] }), stack('b', { exports: ['key'] })]),
    refused(message),
  );
  assert.doesNotThrow(() =>
    stackOrder([stack('a', { exports: ['key'] }), stack('b', { exports: ['key'], region: 'x' })]),
  );
});
