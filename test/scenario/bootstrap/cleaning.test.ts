/** What parts make is gone when they fail, and what cannot be removed is not passed over. */
import { deepEqual, equal, rejects } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { whileAttached } from '../../../scripts/scenario/bootstrap/attached.ts';
import type { Ground } from '../../../scripts/scenario/bootstrap/ground.ts';
import { removeStack, withStack } from '../../../scripts/scenario/bootstrap/stacks.ts';
import { dropTable, untilLooked } from '../../../scripts/scenario/bootstrap/tables.ts';
import { withRepository } from '../../../scripts/scenario/bootstrap/tiny-repository.ts';
import { awsError } from '../../aws/fake-errors.ts';

const failing = () => Promise.reject(new Error('the work failed'));

/** A client whose calls are kept by name, and answered so. */
function client(answer: (operation: string) => unknown = () => ({})) {
  const calls: string[] = [];
  const send = async (command: { constructor: { name: string } }) => {
    const operation = command.constructor.name.replace(/Command$/, '');
    calls.push(operation);
    return answer(operation);
  };
  return { client: { send } as never, calls };
}

const absent = () => {
  throw awsError('ValidationError', 'Stack with id a does not exist');
};

test('what was attached to a role comes off', async () => {
  const iam = client();
  const ground = { stage: { owner: { iam: iam.client } }, name: 'p-local' } as unknown as Ground;
  await rejects(whileAttached(ground, 'plan-pr', [], failing), /the work failed/);
  deepEqual(iam.calls, ['PutRolePolicy', 'DeleteRolePolicy']);
});

test('a repository is removed', async () => {
  const root = await withRepository('app', {}, async (folder) => {
    equal(existsSync(join(folder, 'templates/app.yaml')), true);
    return folder;
  });
  equal(existsSync(root), false);
  await rejects(withRepository('app', {}, failing), /the work failed/);
});

test('a stack is removed, its protection first; one that is gone already is no matter', async () => {
  const done = client((operation) => ({ Stacks: [{ StackStatus: `${operation}D_COMPLETE` }] }));
  await rejects(withStack(done.client, 'a', {}, failing), /the work failed/);
  const made = ['CreateStack', 'DescribeStacks'];
  deepEqual(done.calls, [...made, 'UpdateTerminationProtection', 'DeleteStack', 'DescribeStacks']);
  await removeStack(client(absent).client, 'a');
  const stuck = client(() => {
    throw awsError('Throttling', 'Rate exceeded');
  });
  await rejects(removeStack(stuck.client, 'a'), /Rate exceeded/);
});

test('a table is dropped if it is there, and another failure is told', async () => {
  const failingWith = (name: string) => ({
    dynamodb: client(() => {
      throw awsError(name, name);
    }).client,
  });
  await dropTable(failingWith('ResourceNotFoundException'), 'a');
  await rejects(dropTable(failingWith('ResourceInUseException'), 'a'), /ResourceInUse/);
});

test('what is begun is left at the first look, and what fails before is told', async () => {
  await untilLooked(async ({ signal, report }) => {
    report();
    signal.throwIfAborted();
  });
  await rejects(untilLooked(failing), /the work failed/);
});
