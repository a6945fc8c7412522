import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { noteCall } from '../../scripts/aws/errors.ts';
import { changeSetHandlers } from './fake-changesets.ts';
import { awsError } from './fake-errors.ts';
import { newStack } from './fake-stack.ts';
import {
  described,
  existing,
  type Fake,
  type FakeCloudFormation,
  type FakeOptions,
  type Handler,
  type Input,
  invalid,
  pager,
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
  const fake: Fake = {
    calls: [],
    stacks: [],
    breaks: new Map(),
    validation: [],
    stack: (name) => fake.stacks.findLast((stack) => stack.name === name && stack.status !== 'DELETE_COMPLETE'),
    addStack: (name, status, steps) => {
      const place = `${options.region ?? 'us-east-1'}:${options.accountId ?? '111122223333'}`;
      const stack = newStack(name, `arn:aws:cloudformation:${place}:stack/${name}/${fake.stacks.length}`, status);
      stack.steps = steps?.(stack) ?? [];
      fake.stacks.push(stack);
      return stack;
    },
    failNext: (operation, error, times = 1) => faults.push({ operation, error, times, answerLost: false }),
    loseAnswer: (operation) => faults.push({ operation, error: awsError('', ''), times: 1, answerLost: true }),
  };
  const handlers = { ...stackHandlers(fake, options), ...changeSetHandlers(fake, options) };
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

function stackHandlers(fake: Fake, options: FakeOptions): Record<string, Handler> {
  const paged = pager(options.pageSize ?? 100);
  return {
    DescribeStacks: ({ StackName }) => {
      existing(fake, StackName).steps.shift()?.();
      return { Stacks: [described(existing(fake, StackName))] };
    },
    DescribeStackEvents: ({ StackName, NextToken }) => {
      const stack = existing(fake, StackName);
      if (!NextToken) stack.steps.shift()?.();
      const [StackEvents, next] = paged(stack.events.toReversed(), NextToken);
      return { StackEvents, NextToken: next };
    },
    DescribeEvents: ({ NextToken }) => {
      const [OperationEvents, next] = paged(fake.validation, NextToken);
      return { OperationEvents, NextToken: next };
    },
    DeleteStack: ({ StackName }) => {
      const stack = existing(fake, StackName);
      if (stack.protected)
        throw invalid(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
      stack.status = 'DELETE_IN_PROGRESS';
      stack.steps = [() => (stack.status = fake.breaks.has('delete') ? 'DELETE_FAILED' : 'DELETE_COMPLETE')];
      return {};
    },
    UpdateTerminationProtection: ({ StackName, EnableTerminationProtection }) => {
      existing(fake, StackName).protected = EnableTerminationProtection;
      return {};
    },
    ListExports: ({ NextToken }) => {
      const names = fake.stacks.flatMap((stack) => Object.keys(stack.exports).map((Name) => ({ Name })));
      const [Exports, next] = paged(names, NextToken);
      return { Exports, NextToken: next };
    },
  };
}
