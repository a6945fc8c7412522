import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeStack, exportNames } from '../../scripts/aws/stacks.ts';
import { accessDenied } from './fake-errors.ts';
import { setting } from './setting.ts';

test('a stack that does not exist is null', async () => {
  assert.equal(await describeStack(setting().clients, 'app'), null);
});

test('a refusal is not taken for absence', async () => {
  const { clients, fake } = setting();
  fake.failNext('DescribeStacks', accessDenied('cloudformation:DescribeStacks'));
  await assert.rejects(describeStack(clients, 'app'), { name: 'AccessDenied' });
});

test('reads the exports of all pages', async () => {
  const { clients, fake } = setting({ pageSize: 2 });
  fake.addStack('app', 'CREATE_COMPLETE').exports = { a: '1', b: '2', c: '3' };
  fake.addStack('other', 'CREATE_COMPLETE').exports = { d: '4', e: '5' };
  assert.deepEqual([...(await exportNames(clients))].sort(), ['a', 'b', 'c', 'd', 'e']);
});
