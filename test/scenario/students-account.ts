import { awsClients } from '../../scripts/aws/clients.ts';
import { projectFolder } from '../../scripts/cli/project.ts';
import { deployEnvironment } from '../../scripts/deployment/execution/deploy.ts';
import { weatherStandIn } from '../../scripts/embedded/stand-ins/weather.ts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { type Actor, actor } from '../../scripts/scenario/clients.ts';
import { trustedIssuer } from '../../scripts/scenario/issuer.ts';
import type { ScenarioReport } from '../../scripts/scenario/report.ts';
import { runScenario, scenarioOf } from '../../scripts/scenario/run.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';
import { remove, start, temporaryFolder } from '../embedded/fixture.ts';

export interface StudentsAccount {
  aws: EmbeddedAws;
  owner: Actor;
  /** Where a browser finds the site. */
  site: string;
  /** Outputs by stack. */
  outputs: Record<string, Record<string, string>>;
  /** Deploys again, with other parameters. */
  redeploy(parameters: Record<string, Record<string, string>>): Promise<void>;
  /** Runs the scenario of a deployed stack. */
  scenario(stack: string): Promise<ScenarioReport>;
  stop(): Promise<void>;
}

const STACKS = ['bootstrap', 'student-data', 'student-backup', 'student'];

/**
 * An embedded AWS of its own with the students' stacks deployed and their site shown.
 * @param parameters of the stacks, in place of the local environment's
 */
export async function studentsAccount(
  parameters: Record<string, Record<string, string>> = {},
  stacks = STACKS,
): Promise<StudentsAccount> {
  const folder = await temporaryFolder();
  const aws = await start(folder);
  const stop = async () => {
    await aws.stop();
    await remove(folder);
  };
  try {
    const outputs = await deployed(aws, parameters, stacks);
    aws.serve(outputs.student?.DistributionDomain ?? null);
    const site = aws.endpoint.replace('127.0.0.1', 'localhost');
    const owner = actor(aws.endpoint, aws.region, aws.credentials);
    const scenario = (stack: string) => run(aws, stack, site, outputs[stack] ?? {});
    const redeploy = async (other: typeof parameters) => void (await deployed(aws, other, stacks));
    return { aws, owner, site, outputs, redeploy, scenario, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function deployed(aws: EmbeddedAws, parameters: Record<string, Record<string, string>>, chosen: string[]) {
  const { endpoint, credentials } = aws;
  const environment = await readEnvironment(projectFolder, 'local', { AWS_ENDPOINT_URL: endpoint });
  for (const [stack, own] of Object.entries(parameters)) {
    const settings = environment.stacks[stack];
    if (settings) Object.assign(settings.parameters, own);
  }
  const { ok, stacks, findings } = await deployEnvironment({
    root: projectFolder,
    environment,
    stacks: chosen,
    clients: (region) => awsClients({ region, endpoint, credentials }),
    signal: new AbortController().signal,
    report: () => {},
  });
  if (!ok) throw new Error(JSON.stringify({ stacks, findings }));
  return Object.fromEntries(stacks.map(({ stack, outputs }) => [stack, outputs]));
}

async function run(aws: EmbeddedAws, stack: string, site: string, outputs: Record<string, string>) {
  const scenario = await scenarioOf(stack);
  if (scenario === null) throw new Error(`${stack} has no scenario`);
  const setting = { ...aws, site, standIns: { weather: weatherStandIn() }, issuer: await trustedIssuer(aws) };
  return runScenario(stack, scenario, { root: projectFolder, setting, outputs, onStep: () => {} });
}
