import { awsClients } from '../aws/clients.ts';
import type { Output } from '../cli/output.ts';
import type { DeployResult } from '../deployment/events.ts';
import { deployEnvironment } from '../deployment/execution/deploy.ts';
import { deployLines } from '../deployment/show/event-rows.ts';
import type { EmbeddedAws } from '../embedded/start.ts';
import type { ScenarioReport } from '../scenario/report.ts';
import { type Environment, readEnvironment } from '../template/environment.ts';
import { findingText } from '../template/finding.ts';
import { runScenarios } from './scenarios.ts';
import { mountStandIns } from './stand-ins.ts';

export interface ExerciseOptions {
  root: string;
  stacks: string[];
  env: NodeJS.ProcessEnv;
  out: Output;
  signal: AbortSignal;
}

/** Checks, deploys and runs the scenarios. False when something failed; the reason has then been shown. */
export async function exercise(aws: EmbeddedAws, options: ExerciseOptions): Promise<boolean> {
  const { root, env, out, signal } = options;
  const standIns = mountStandIns(aws);
  const environment = await readEnvironment(root, 'local', { ...env, AWS_ENDPOINT_URL: aws.endpoint });
  const deployment = await deploy(aws, environment, options);
  for (const finding of deployment.findings) out.warn(findingText(finding));
  const stacks = deployment.stacks.filter(({ status }) => status !== 'skipped');
  const scenarios = deployment.ok
    ? await runScenarios({ root, aws, standIns, environment, stacks, out, signal })
    : ([] satisfies ScenarioReport[]);
  const passed = deployment.ok && scenarios.every(({ status }) => status === 'passed');
  out.document({ formatVersion: 1, passed, deployment, scenarios });
  return passed;
}

function deploy(aws: EmbeddedAws, environment: Environment, options: ExerciseOptions): Promise<DeployResult> {
  const { root, stacks, out, signal } = options;
  const { endpoint, credentials } = aws;
  return deployEnvironment({
    root,
    environment,
    stacks,
    clients: (region) => awsClients({ region, endpoint, credentials }),
    signal,
    report: (event) => {
      for (const line of deployLines(event, out)) out.say(line);
    },
  });
}
