import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { noteCall } from '../../scripts/aws/errors.ts';
import { changeSetHandlers } from './fake-changesets.ts';
import { deletionHandlers } from './fake-deletion.ts';
import { driftHandlers } from './fake-drift.ts';
import { awsError } from './fake-errors.ts';
import { recoveryHandlers } from './fake-recovery.ts';
import { newStack } from './fake-stack.ts';
import { stackHandlers } from './fake-stacks.ts';
import {
  type Fake,
  type FakeCloudFormation,
  type FakeOptions,
  type Handlers,
  type Input,
  regionOf,
} from './fake-state.ts';

interface Fault {
  operation: string;
  error: Error;
  times: number;
  /** The call is carried out, its answer is lost, and the SDK makes it again. */
  answerLost: boolean;
}

/**
 * CloudFormation in memory, for states that an emulator does not reach. Each look at a stack or its events lets its
 * operation take one step. The refusals and their texts are those of AWS.
 */
export function fakeCloudFormation(options: FakeOptions = {}): FakeCloudFormation {
  const faults: Fault[] = [];
  const fake = emptyAccount(options, faults);
  const handlers: Handlers = {
    ...{ ...stackHandlers(fake, options), ...changeSetHandlers(fake, options), ...deletionHandlers(fake) },
    ...{ ...recoveryHandlers(fake), ...driftHandlers(fake, options) },
  };
  const send = async (command: { constructor: { name: string }; input: Input }) => {
    const operation = command.constructor.name.replace(/Command$/, '');
    fake.calls.push(operation);
    try {
      const fault = faults.find((candidate) => candidate.operation === operation && candidate.times-- > 0);
      if (fault && !fault.answerLost) throw fault.error;
      const handler = handlers[operation];
      if (!handler) throw new Error(`the fake knows no ${operation}`);
      if (fault) handler(command.input);
      return handler(command.input);
    } catch (error) {
      noteCall(error, 'cloudformation', operation);
      throw error;
    }
  };
  return Object.assign(fake, { client: { send } as unknown as CloudFormationClient });
}

function emptyAccount(options: FakeOptions, faults: Fault[]): Fake {
  const { partition, region, accountId } = regionOf(options);
  const fake: Fake = {
    ...{ calls: [], stacks: [], validation: [] },
    ...{ breaks: new Map(), held: new Map(), droppedWithValues: new Set(), nested: new Map() },
    now: clock(options.now ?? (() => new Date())),
    stack: (name) => fake.stacks.findLast((stack) => stack.name === name && stack.status !== 'DELETE_COMPLETE'),
    addStack: (name, status, steps) => {
      const id = `arn:${partition}:cloudformation:${region}:${accountId}:stack/${name}/${fake.stacks.length}`;
      const stack = newStack(name, id, status, fake.now());
      stack.steps = steps?.(stack) ?? [];
      fake.stacks.push(stack);
      return stack;
    },
    failNext: (operation, error, times = 1) => faults.push({ operation, error, times, answerLost: false }),
    loseAnswer: (operation) => faults.push({ operation, error: awsError('', ''), times: 1, answerLost: true }),
  };
  return fake;
}

/** Each time is later than the last, so that what happened after a look can be told by it. */
function clock(now: () => Date): () => Date {
  let last = 0;
  return () => {
    last = Math.max(last + 1, now().getTime());
    return new Date(last);
  };
}
