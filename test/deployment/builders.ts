import type { ChangeDetail, ResourceChange } from '../../scripts/aws/changes.ts';
import type { DeploymentPlan, StackPlan } from '../../scripts/deployment/plan.ts';

/** Plain values of the types that most of the tests of a deployment pass around. */
export function change(logicalId: string, action: string, more: Partial<ResourceChange> = {}): ResourceChange {
  const none = {
    physicalId: null,
    replacement: null,
    policyAction: null,
    scope: [],
    details: [],
    nestedChangeSet: null,
  };
  return { ...none, logicalId, type: 'AWS::SQS::Queue', action, ...more };
}

export function detail(target: string, more: Partial<ChangeDetail> = {}): ChangeDetail {
  return { target, requiresRecreation: null, cause: null, before: null, after: null, ...more };
}

export function stackPlan(more: Partial<StackPlan> = {}): StackPlan {
  return {
    ...{ stack: 'app', stackName: 'p-dev-app', region: 'us-east-1', action: 'none', reason: null },
    ...{ changeSet: null, state: null, changes: [], dataAtRisk: [], policyDenials: [], roleDenials: [] },
    ...{ templateSha256: '', parameters: {}, tags: {}, digest: '' },
    ...more,
  };
}

export function plan(more: Partial<DeploymentPlan> = {}): DeploymentPlan {
  return {
    ...{ formatVersion: 1, environment: 'dev', accountId: '111122223333', madeAt: '2026-01-02T03:04:05.000Z' },
    ...{ commit: null, purpose: 'main', stacks: [], access: null, digest: '' },
    ...more,
  };
}
