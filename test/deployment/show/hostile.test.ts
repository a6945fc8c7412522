import { test } from 'node:test';
import fc from 'fast-check';
import type { AccessChange } from '../../../scripts/access/changes.ts';
import { causeOf } from '../../../scripts/aws/cause.ts';
import type { DeployResult } from '../../../scripts/deployment/events.ts';
import { resultOf } from '../../../scripts/deployment/execution/result.ts';
import { deployLines } from '../../../scripts/deployment/show/event-rows.ts';
import { planMarkdown } from '../../../scripts/deployment/show/plan-markdown.ts';
import { planLines } from '../../../scripts/deployment/show/plan-text.ts';
import { resultMarkdown } from '../../../scripts/deployment/show/result-markdown.ts';
import { assertHarmless, assertPlainLines, hostileText } from '../../cli/harmless.ts';
import { change, detail, plan, stackPlan } from '../builders.ts';

const RUNS = { numRuns: 400, includeErrorInReport: true };
const paint = { style: (_style: unknown, text: string) => text };

/** A plan in which everything is this text that a template can choose: names of stacks and environments it cannot. */
function planOf(text: string) {
  const witness = { principal: text, principalAccount: text, action: text, resource: text, resourceAccount: text };
  const access: AccessChange = {
    ...{ principal: text, change: 'gained', actions: [text], resources: [text], notResources: [text] },
    witness: { ...witness, context: { [text]: text } },
  };
  const lost: AccessChange = { ...access, change: 'lost', principals: [text] };
  const details = [detail(text, { requiresRecreation: 'Always', before: text, after: `${text}x`, cause: text })];
  const risk = { logicalId: text, type: text, physicalId: text, because: [text], loses: text, isAllowed: false };
  const denial = { role: text, action: text, logicalId: text, type: text, file: text, line: 1, fix: text };
  const stack = stackPlan({
    ...{ action: 'update', reason: text, stackName: text, region: text },
    changes: [change(text, 'Modify', { type: text, replacement: 'True', details, physicalId: text })],
    dataAtRisk: [{ ...risk, happens: 'replaced', kept: null }],
    policyDenials: [{ logicalId: text, action: 'Update:Replace', statement: text }],
    roleDenials: [{ ...denial, by: 'policies' }],
  });
  const undecided = [{ principal: text, actions: [text], resources: [text], reason: text }];
  return plan({ access: { changes: [access, lost], undecided }, stacks: [stack] });
}

const OWN_OF_PLAN =
  /^(?:\*\*[A-Z][\w :]+\*\* in <code>[a-z]+<\/code>: [\w ,]+\.|### [A-Za-z][\w ,:]+|Digest <code>\w*<\/code>(?:, commit <code>\w+<\/code>)?\.)$/;

test('whatever a template says, a plan has nothing active outside of code', () => {
  const property = fc.property(hostileText, (text) => assertHarmless(planMarkdown(planOf(text)), OWN_OF_PLAN));
  fc.assert(property, RUNS);
});

test('whatever a template says, no line of a plan is a command', () => {
  const property = fc.property(hostileText, (text) => assertPlainLines(planLines(planOf(text), paint).join('\n')));
  fc.assert(property, RUNS);
});

test('whatever AWS and functions say, a summary has nothing active outside of code, and a log no command', () => {
  const property = fc.property(hostileText, (text) => {
    const cause = { ...causeOf(text, { logicalId: text, type: text }), logs: [text], within: [text] };
    const invocations = [{ functionName: text, event: text, error: text, milliseconds: 1 }];
    const app = { stack: 'app', stackName: text, region: text };
    const more = { cause, invocations, outputs: { [text]: text }, reason: text, heldBy: [text], blockedBy: [text] };
    const stack = { ...resultOf(app, 'failed'), ...more };
    const result: DeployResult = {
      ...{ formatVersion: 1, environment: 'dev', accountId: '1', ok: false, held: false, findings: [], changed: true },
      ...{ stacks: [stack], plan: plan() },
    };
    assertHarmless(resultMarkdown(result), /^### [A-Z]\w+: dev$/);
    assertPlainLines(deployLines({ type: 'finished', result: stack }, paint).join('\n'));
  });
  fc.assert(property, RUNS);
});
