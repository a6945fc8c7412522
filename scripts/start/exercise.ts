import { type AwsClients, awsClients } from '../aws/clients.ts';
import type { Output } from '../cli/output.ts';
import type { DeployResult, StackResult } from '../deployment/events.ts';
import { deployEnvironment } from '../deployment/execution/deploy.ts';
import { deployLines } from '../deployment/show/event-rows.ts';
import type { EmbeddedAws } from '../embedded/start.ts';
import type { ScenarioReport } from '../scenario/report.ts';
import { mountStandIns } from '../scenario/stand-ins.ts';
import { type Environment, readEnvironment } from '../template/environment.ts';
import { findingText } from '../template/finding.ts';
import { runScenarios } from './scenarios.ts';
import { serveSite } from './site.ts';

export interface ExerciseOptions {
  root: string;
  stacks: string[];
  env: NodeJS.ProcessEnv;
  out: Output;
  signal: AbortSignal;
}

export interface Exercised {
  /** False when something failed; the reason has then been shown. */
  passed: boolean;
  /** Where a browser finds what was deployed; null when that is no site. */
  site: string | null;
  /** Those that the environment does not skip. */
  stacks: StackResult[];
}

/** Checks, deploys, shows the site and runs the scenarios. */
export async function exercise(aws: EmbeddedAws, options: ExerciseOptions): Promise<Exercised> {
  const { root, env, out, signal } = options;
  const standIns = mountStandIns(aws);
  // The port goes with the address: one that the person exported for another start does not.
  const here = { ...env, AWS_ENDPOINT_URL: aws.endpoint, AWS_ENDPOINT_PORT: undefined };
  const environment = await readEnvironment(root, 'local', here);
  const deployment = await deploy(aws, environment, options);
  for (const finding of deployment.findings) out.warn(findingText(finding));
  const stacks = deployment.stacks.filter(({ status }) => status !== 'skipped');
  const site = serveSite(aws, stacks);
  const scenarios = deployment.ok
    ? await runScenarios({ root, aws, standIns, site, environment, stacks, out, signal })
    : ([] satisfies ScenarioReport[]);
  const passed = deployment.ok && scenarios.every(({ status }) => status === 'passed');
  out.document({ formatVersion: 1, passed, site, deployment, scenarios });
  return { passed, site, stacks };
}

function deploy(aws: EmbeddedAws, environment: Environment, options: ExerciseOptions): Promise<DeployResult> {
  const { root, stacks, out, signal } = options;
  return deployEnvironment({
    root,
    environment,
    stacks,
    clients: clientsOf(aws),
    signal,
    report: (event) => {
      for (const line of deployLines(event, out)) out.say(line);
    },
  });
}

function clientsOf({ endpoint, credentials }: EmbeddedAws): (region: string) => AwsClients {
  return (region) => awsClients({ region, endpoint, credentials });
}
