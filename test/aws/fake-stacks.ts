import type { Stack } from '@aws-sdk/client-cloudformation';
import { type FakeStack, resourcesOf } from './fake-stack.ts';
import {
  existing,
  type Fake,
  type FakeOptions,
  type Handlers,
  importersOf,
  invalid,
  living,
  pager,
} from './fake-state.ts';

/** What reads stacks, and what sets something on them without an operation. */
export function stackHandlers(fake: Fake, options: FakeOptions): Handlers {
  const paged = pager(options.pageSize ?? 100);
  return {
    DescribeStacks: ({ StackName, NextToken }) => {
      if (StackName) return { Stacks: [described(stepped(existing(fake, StackName)))] };
      const all = fake.stacks.filter(({ status }) => status !== 'DELETE_COMPLETE');
      const [found, next] = paged(all, NextToken);
      return { Stacks: found.map(stepped).map(described), NextToken: next };
    },
    ListStacks: ({ StackStatusFilter = [], NextToken }) => {
      const wanted: string[] = StackStatusFilter;
      const all = fake.stacks.filter(({ status }) => wanted.length === 0 || wanted.includes(status));
      const [found, next] = paged(all, NextToken);
      return { StackSummaries: found.map(summary), NextToken: next };
    },
    DescribeStackEvents: ({ StackName, NextToken }) => {
      const stack = existing(fake, StackName);
      if (!NextToken) stepped(stack);
      const [StackEvents, next] = paged(stack.events.toReversed(), NextToken);
      return { StackEvents, NextToken: next };
    },
    DescribeEvents: ({ NextToken }) => {
      const [OperationEvents, next] = paged(fake.validation, NextToken);
      return { OperationEvents, NextToken: next };
    },
    UpdateTerminationProtection: ({ StackName, EnableTerminationProtection }) => {
      const stack = existing(fake, StackName);
      stack.protected = EnableTerminationProtection;
      return { StackId: stack.id };
    },
    SetStackPolicy: ({ StackName, StackPolicyBody }) => {
      living(fake, StackName).policy = StackPolicyBody;
      return {};
    },
    GetStackPolicy: ({ StackName }) => ({ StackPolicyBody: existing(fake, StackName).policy }),
    ...exportHandlers(fake, options),
    ...resourceHandlers(fake, options),
  };
}

function exportHandlers(fake: Fake, options: FakeOptions): Handlers {
  const paged = pager(options.pageSize ?? 100);
  return {
    ListExports: ({ NextToken }) => {
      const living = fake.stacks.filter(({ status }) => status !== 'DELETE_COMPLETE');
      const all = living.flatMap(({ id, exports }) =>
        Object.entries(exports).map(([Name, Value]) => ({ Name, Value, ExportingStackId: id })),
      );
      const [Exports, next] = paged(all, NextToken);
      return { Exports, NextToken: next };
    },
    ListImports: ({ ExportName, NextToken }) => {
      const importers = importersOf(fake, ExportName);
      if (importers.length === 0) throw invalid(`Export '${ExportName}' is not imported by any stack.`);
      const [Imports, next] = paged(importers, NextToken);
      return { Imports, NextToken: next };
    },
  };
}

function resourceHandlers(fake: Fake, options: FakeOptions): Handlers {
  const paged = pager(options.pageSize ?? 100);
  return {
    ListStackResources: ({ StackName, NextToken }) => {
      const [StackResourceSummaries, next] = paged(listed(existing(fake, StackName)), NextToken);
      return { StackResourceSummaries, NextToken: next };
    },
    DescribeStackResources: ({ StackName }) => {
      const stack = existing(fake, StackName);
      const of = { StackName: stack.name, StackId: stack.id };
      // One answer holds at most a hundred: this call has no pages.
      const first = listed(stack).slice(0, 100);
      return {
        StackResources: first.map(({ LastUpdatedTimestamp, ...rest }) => ({
          ...of,
          ...rest,
          Timestamp: LastUpdatedTimestamp,
        })),
      };
    },
  };
}

function listed(stack: FakeStack) {
  return [...resourcesOf(stack)].map(([LogicalResourceId, { type, physicalId, status, reason }]) => ({
    ...{ LogicalResourceId, PhysicalResourceId: physicalId ?? undefined, ResourceType: type },
    ...{ ResourceStatus: status, ResourceStatusReason: reason },
    LastUpdatedTimestamp: stack.updatedAt ?? stack.createdAt,
  }));
}

function stepped(stack: FakeStack): FakeStack {
  stack.steps.shift()?.();
  return stack;
}

function described(stack: FakeStack): Stack {
  return {
    ...summary(stack),
    EnableTerminationProtection: stack.protected,
    RoleARN: stack.roleArn,
    RollbackConfiguration: stack.rollback,
    Parameters: shownParameters(stack),
    Tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
    Outputs: Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
  } as Stack;
}

function summary(stack: FakeStack) {
  return {
    ...{ StackName: stack.name, StackId: stack.id, StackStatus: stack.status, StackStatusReason: stack.statusReason },
    ...{ CreationTime: stack.createdAt, LastUpdatedTime: stack.updatedAt },
    ...(stack.parent ? { ParentId: stack.parent.id, RootId: rootOf(stack).id } : {}),
  };
}

function rootOf(stack: FakeStack): FakeStack {
  return stack.parent ? rootOf(stack.parent) : stack;
}

/** Values of NoEcho parameters never come out again. */
export function shownParameters({ template, parameters }: Pick<FakeStack, 'template' | 'parameters'>) {
  const hidden = (name: string) => {
    const { NoEcho = false } = Object(template.Parameters?.[name]) as { NoEcho?: unknown };
    return String(NoEcho) === 'true';
  };
  return Object.entries(parameters).map(([ParameterKey, value]) => ({
    ParameterKey,
    ParameterValue: hidden(ParameterKey) ? '****' : value,
  }));
}
