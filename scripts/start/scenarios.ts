import { DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import type { Output } from '../cli/output.ts';
import type { StackResult } from '../deployment/events.ts';
import type { EmbeddedAws } from '../embedded/start.ts';
import { actor } from '../scenario/clients.ts';
import { trustedIssuer } from '../scenario/issuer.ts';
import type { ScenarioReport, StepReport } from '../scenario/report.ts';
import { runScenario, scenarioOf } from '../scenario/run.ts';
import type { StandIns } from '../scenario/scenario.ts';
import { removeStrangers } from '../scenario/strangers.ts';
import type { Environment } from '../template/environment.ts';
import { grantAdvice } from './grant-advice.ts';
import { stepLines } from './render.ts';

export interface ScenariosOptions {
  root: string;
  aws: EmbeddedAws;
  standIns: StandIns;
  /** Where the front shows the deployed distribution; null: there is none. */
  site: string | null;
  environment: Environment;
  stacks: StackResult[];
  out: Output;
  signal: AbortSignal;
}

/** Runs the scenario of each deployed stack that has one, one after the other, and shows their steps. */
export async function runScenarios(options: ScenariosOptions): Promise<ScenarioReport[]> {
  const { root, aws, standIns, site, environment, stacks, out, signal } = options;
  const reports: ScenarioReport[] = [];
  const issuer = await trustedIssuer(aws);
  await removeStrangers(actor(aws.endpoint, aws.region, aws.credentials));
  for (const deployed of stacks) {
    const { stack, outputs } = deployed;
    signal.throwIfAborted();
    const scenario = await scenarioOf(stack);
    if (scenario === null) continue;
    const region = environment.stacks[stack]?.region ?? environment.region;
    out.say();
    out.say(out.style('bold', `Scenario ${stack}`));
    const failed: StepReport[] = [];
    const onStep = (step: StepReport) => {
      for (const line of stepLines(step, out)) out.say(line);
      if (step.status === 'failed') failed.push(step);
    };
    const setting = { ...aws, region, site, standIns, issuer };
    reports.push(await runScenario(stack, scenario, { root, setting, outputs, onStep, signal }));
    if (failed.length > 0) await advise(options, deployed, failed);
  }
  return reports;
}

async function advise(
  { root, aws, out }: ScenariosOptions,
  deployed: StackResult,
  failed: StepReport[],
): Promise<void> {
  const { cloudformation } = actor(aws.endpoint, deployed.region, aws.credentials);
  const { StackResources = [] } = await cloudformation.send(
    new DescribeStackResourcesCommand({ StackName: deployed.stackName }),
  );
  const physicalIds = new Map(
    StackResources.map(({ PhysicalResourceId = '', LogicalResourceId = '' }) => [
      PhysicalResourceId,
      LogicalResourceId,
    ]),
  );
  for (const step of failed) {
    for (const line of await grantAdvice(root, deployed.stack, step, physicalIds)) out.warn(line);
  }
}
