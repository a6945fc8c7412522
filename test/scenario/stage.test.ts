import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { type Check, createCallRecord } from '../../scripts/embedded/calls.ts';
import { createIssuer } from '../../scripts/embedded/oidc/issuer.ts';
import { weatherStandIn } from '../../scripts/embedded/stand-ins/weather.ts';
import type { StepReport } from '../../scripts/scenario/report.ts';
import { runScenario, scenarioOf } from '../../scripts/scenario/run.ts';
import type { Scenario } from '../../scripts/scenario/scenario.ts';
import { makeStage } from '../../scripts/scenario/stage.ts';
import { StepFailed } from '../../scripts/scenario/steps.ts';
import { findCode } from '../../scripts/template/code.ts';
import { listStacks, readTemplate } from '../../scripts/template/repository.ts';

const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
const put = { action: 's3:PutObject', decision: 'ImplicitlyDenied' } as const;
const accessDenied = Object.assign(new Error('no identity-based policy allows it'), { name: 'AccessDenied' });

const issuer = await createIssuer();

function setting() {
  const calls = createCallRecord();
  const place = { endpoint: 'http://127.0.0.1:9', insecureEndpoint: 'http://127.0.0.1:9', region: 'us-east-1' };
  const decided = (decision: Check['decision'], action = 's3:PutObject') => {
    const check = { principal: 'p', action, resource: 'r', decision, reason: null };
    calls.add({ startedAt: 0, method: 'PUT', host: '', path: '/', status: 403, checks: [check], omitted: 0 });
  };
  return {
    setting: {
      ...{ ...place, accountId: '111122223333', credentials, calls, site: null },
      standIns: { weather: weatherStandIn() },
      issuer,
    },
    decided,
  };
}

function stage() {
  const { setting: made, decided } = setting();
  const reports: StepReport[] = [];
  const onStep = (report: StepReport) => void reports.push(report);
  return { stage: makeStage({ root: '.', setting: made, outputs: {}, onStep }, []), reports, decided };
}

test('a step reports the decisions taken during it, and not those before', async () => {
  const { stage: made, reports, decided } = stage();
  decided('Allowed', 's3:Before');
  await made.step('writes', async ({ note }) => {
    decided('Allowed');
    note('one object');
  });
  deepEqual(
    reports.map(({ title, status, checks, notes }) => [title, status, checks.map(({ action }) => action), notes]),
    [['writes', 'passed', ['s3:PutObject'], ['one object']]],
  );
});

test('a step that throws is failed, with the reason', async () => {
  const { stage: made, reports } = stage();
  const failing = made.step('writes', async () => {
    throw new Error('no such table');
  });
  await rejects(failing, StepFailed);
  deepEqual([reports[0]?.status, reports[0]?.error], ['failed', 'no such table']);
});

const REFUSALS: [title: string, recorded: Check['decision'] | null, outcome: Error | null, error: RegExp | null][] = [
  ['the expected denial passes', 'ImplicitlyDenied', accessDenied, null],
  ['success fails', 'Allowed', null, /s3:PutObject was allowed and must be refused/],
  ['another error fails', null, new Error('socket hang up'), /socket hang up/],
  [
    'a denial by an explicit Deny is not an implicit one',
    'ExplicitlyDenied',
    accessDenied,
    /saw s3:PutObject Explicit/,
  ],
  ['a denial that the record does not know fails', 'Allowed', accessDenied, /saw no denied call/],
  ['a denial without any record fails', null, accessDenied, /saw no denied call/],
];

for (const [title, recorded, outcome, error] of REFUSALS) {
  test(`refused: ${title}`, async () => {
    const { stage: made, reports, decided } = stage();
    const refused = made.refused('is refused', put, async () => {
      if (recorded) decided(recorded);
      if (outcome) throw outcome;
    });
    await refused.catch(() => {});
    equal(reports.length, 1);
    if (error === null) equal(reports[0]?.error, null);
    else match(reports[0]?.error ?? '', error);
  });
}

test('refused: what got in is told from what failed otherwise', async () => {
  const { stage: made, reports, decided } = stage();
  await made.refused('gets in', put, async () => decided('Allowed')).catch(() => {});
  await made.refused('hangs up', put, () => Promise.reject(new Error('socket hang up'))).catch(() => {});
  await made.step('writes', async () => {});
  deepEqual(
    reports.map(({ refusal }) => refusal),
    [{ action: 's3:PutObject', wasAllowed: true }, { action: 's3:PutObject', wasAllowed: false }, null],
  );
});

test('refused, leniently: any refusal of that action will do', async () => {
  const { setting: made, decided } = setting();
  const reports: StepReport[] = [];
  const onStep = (report: StepReport) => void reports.push(report);
  const lenient = makeStage({ root: '.', setting: made, outputs: {}, onStep, isLenient: true }, []);
  await lenient.refused('is refused', put, async () => {
    decided('ExplicitlyDenied');
    throw accessDenied;
  });
  const other = lenient.refused('is refused', put, async () => {
    decided('ExplicitlyDenied', 's3:GetObject');
    throw accessDenied;
  });
  await rejects(other, StepFailed);
  deepEqual(
    reports.map(({ status }) => status),
    ['passed', 'failed'],
  );
});

test('of the parts only the chosen ones run, and what is between them always', async () => {
  const { setting: made } = setting();
  const seen: string[] = [];
  const scenario: Scenario = async ({ part, step }) => {
    await part('first', async () => void seen.push('in first'));
    await step('between', async () => void seen.push('between'));
    await part('second', async () => void seen.push('in second'));
  };
  const options = { root: '.', setting: made, outputs: {}, onStep: () => {} };
  await runScenario('s', scenario, {
    ...options,
    parts: new Set(['second']),
    onPart: (title) => void seen.push(title),
  });
  deepEqual(seen, ['between', 'second', 'in second']);
  seen.length = 0;
  await runScenario('s', scenario, options);
  deepEqual(seen, ['in first', 'between', 'in second']);
});

test('a scenario ends at its first failed step', async () => {
  const { setting: made } = setting();
  const seen: string[] = [];
  const scenario: Scenario = async ({ step }) => {
    await step('one', async () => {});
    await step('two', async () => Promise.reject(new Error('no')));
    await step('three', async () => {});
  };
  const onStep = ({ title }: StepReport) => void seen.push(title);
  const report = await runScenario('s', scenario, { root: '.', setting: made, outputs: {}, onStep });
  equal(report.status, 'failed');
  deepEqual(seen, ['one', 'two']);
});

test('a scenario that throws between its steps is failed as well', async () => {
  const { setting: made } = setting();
  const scenario: Scenario = () => Promise.reject(new Error('no test event'));
  const { status, steps } = await runScenario('s', scenario, {
    root: '.',
    setting: made,
    outputs: {},
    onStep: () => {},
  });
  equal(status, 'failed');
  equal(steps[0]?.error, 'no test event');
});

test('a stack without a scenario has none, and each stack with functions has one', async () => {
  equal(await scenarioOf('no-such-stack'), null);
  for (const stack of await listStacks(projectFolder)) {
    const hasFunctions = findCode(await readTemplate(projectFolder, stack)).length > 0;
    // Of the roles that bootstrap makes, the operators' are tried too.
    equal(typeof (await scenarioOf(stack)) === 'function', hasFunctions || stack === 'bootstrap', stack);
  }
});
