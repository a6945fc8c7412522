import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import type { ScenarioReport } from '../../scripts/scenario/report.ts';
import { runScenario, scenarioOf } from '../../scripts/scenario/run.ts';
import { type Bootstrap, deployBootstrap } from '../bootstrap/deployed.ts';

let bootstrap: Bootstrap;

before(async () => {
  bootstrap = await deployBootstrap();
});

after(() => bootstrap?.stop());

/** Runs all parts, or one. */
async function run(at: Bootstrap, part?: string): Promise<{ report: ScenarioReport; parts: string[] }> {
  const scenario = await scenarioOf('bootstrap');
  ok(scenario);
  const parts: string[] = [];
  const setting = { ...at.aws, site: null, standIns: { weather: undefined as never }, issuer: at.issuer };
  const report = await runScenario('bootstrap', scenario, {
    ...{ root: projectFolder, setting, outputs: at.outputs, onStep: () => {} },
    onPart: (title) => void parts.push(title),
    parts: part === undefined ? undefined : new Set([part]),
  });
  return { report, parts };
}

const failed = ({ steps }: ScenarioReport) => steps.filter(({ status }) => status === 'failed');

test('every role does its work and is refused the rest; each part does alone, after any other and again', async () => {
  const all = await run(bootstrap);
  deepEqual(failed(all.report), []);
  equal(new Set(all.parts).size, all.parts.length);
  for (const part of all.parts.toReversed()) {
    const { report, parts } = await run(bootstrap, part);
    deepEqual([failed(report), parts], [[], [part]]);
    ok(report.steps.length > 0, part);
  }
});

test('without a repository there are no jobs, and the scenario says so', async () => {
  const without = await deployBootstrap({});
  try {
    const { report, parts } = await run(without);
    deepEqual(failed(report), []);
    match(report.steps.at(-1)?.notes.join() ?? '', /^GitHubRepository is empty/);
    deepEqual([...new Set(parts.map((part) => part.split(/[: ]/)[0]))], ['operator', 'bucket']);
  } finally {
    await without.stop();
  }
});
