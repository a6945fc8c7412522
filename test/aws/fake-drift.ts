import type { FakeStack } from './fake-stack.ts';
import { type Fake, type FakeOptions, type Handlers, invalid, living, pager } from './fake-state.ts';

interface Detection {
  id: string;
  stack: FakeStack;
  /** Looks until it has ended. */
  pending: number;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html */
export function driftHandlers(fake: Fake, options: FakeOptions): Handlers {
  const detections: Detection[] = [];
  const paged = pager(options.pageSize ?? 100);
  return {
    DetectStackDrift: ({ StackName }) => {
      const stack = living(fake, StackName);
      if (!/^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_COMPLETE$|^UPDATE_ROLLBACK_FAILED$/.test(stack.status)) {
        throw invalid(`Drift detection cannot be performed on stack [${stack.id}] in ${stack.status} state`);
      }
      const id = `detection-${detections.length}`;
      detections.push({ id, stack, pending: options.pending ?? 0 });
      return { StackDriftDetectionId: id };
    },
    DescribeStackDriftDetectionStatus: ({ StackDriftDetectionId }) => {
      const found = detections.find(({ id }) => id === StackDriftDetectionId);
      if (!found) throw invalid(`Stack drift detection [${StackDriftDetectionId}] does not exist`);
      const of = { StackId: found.stack.id, StackDriftDetectionId, Timestamp: fake.now() };
      if (found.pending-- > 0) return { ...of, DetectionStatus: 'DETECTION_IN_PROGRESS' };
      return { ...of, ...outcome(found.stack) };
    },
    DescribeStackResourceDrifts: ({ StackName, StackResourceDriftStatusFilters: wanted = [], NextToken }) => {
      const { drifts } = living(fake, StackName);
      const all = drifts.filter(
        ({ StackResourceDriftStatus: status }) => wanted.length === 0 || (status && wanted.includes(status)),
      );
      const [StackResourceDrifts, next] = paged(all, NextToken);
      return { StackResourceDrifts, NextToken: next };
    },
  };
}

function outcome({ drifts, driftFailure }: FakeStack) {
  const drifted = drifts.filter(
    ({ StackResourceDriftStatus: status }) => status === 'MODIFIED' || status === 'DELETED',
  );
  return {
    DetectionStatus: driftFailure === undefined ? 'DETECTION_COMPLETE' : 'DETECTION_FAILED',
    DetectionStatusReason: driftFailure,
    StackDriftStatus: drifted.length > 0 ? 'DRIFTED' : 'IN_SYNC',
    DriftedStackResourceCount: drifted.length,
  };
}
