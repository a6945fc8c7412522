import { type AwsClients, awsClients } from '../aws/clients.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import type { Output } from '../cli/output.ts';
import { pythonTool } from '../cli/project.ts';
import { deployEnvironment } from '../deployment/deploy.ts';
import { deployLines } from '../deployment/render.ts';
import { type EmbeddedAws, startEmbeddedAws } from '../embedded/start.ts';
import type { ScenarioReport } from '../scenario/report.ts';
import { readEnvironment } from '../template/environment.ts';
import { findingText } from '../template/finding.ts';
import { guide } from './guide.ts';
import { whenParentEnds } from './parent.ts';
import { runScenarios } from './scenarios.ts';

export interface StartOptions {
  root: string;
  /** Where the account is kept. */
  folder: string;
  once: boolean;
  port: number;
  fresh: boolean;
  signal: AbortSignal;
  env: NodeJS.ProcessEnv;
  out: Output;
}

/** Everything that `npm start` does; resolves when the person stops it, or with `once` after the scenarios. */
export async function start(options: StartOptions): Promise<ExitCode> {
  const { out, port, fresh, once, folder } = options;
  const parentGone = new AbortController();
  const stopWatching = whenParentEnds(() => parentGone.abort());
  const signal = AbortSignal.any([options.signal, parentGone.signal]);
  const aws = await startEmbeddedAws({ folder, port, fresh, python: pythonTool('python'), signal });
  try {
    out.say(`${out.style('bold', 'Embedded AWS')} at ${aws.endpoint}, account ${aws.accountId}, ${aws.region}`);
    const passed = await exercise(aws, { ...options, signal });
    if (once) return passed ? EXIT.done : EXIT.findings;
    for (const line of guide(aws)) out.say(line);
    await untilStopped(aws, signal, out);
    return EXIT.done;
  } finally {
    stopWatching();
    await aws.stop();
  }
}

/** Checks, deploys and runs the scenarios. False when something failed; the reason has then been shown. */
async function exercise(aws: EmbeddedAws, options: StartOptions): Promise<boolean> {
  const { root, env, out, signal } = options;
  const environment = await readEnvironment(root, 'local', { ...env, AWS_ENDPOINT_URL: aws.endpoint });
  const result = await deployEnvironment({
    root,
    environment,
    clients: (region) => localClients(aws, region),
    signal,
    report: (event) => {
      for (const line of deployLines(event, out)) out.say(line);
    },
  });
  for (const finding of result.findings) out.warn(findingText(finding));
  if (!result.ok) return document(out, false, []);
  const deployed = result.stacks.filter(({ status }) => status !== 'skipped');
  const reports = await runScenarios({ root, aws, environment, stacks: deployed, out, signal });
  return document(
    out,
    reports.every(({ status }) => status === 'passed'),
    reports,
  );
}

function document(out: Output, passed: boolean, scenarios: ScenarioReport[]): boolean {
  out.document({ formatVersion: 1, passed, scenarios });
  return passed;
}

function localClients({ endpoint, credentials }: EmbeddedAws, region: string): AwsClients {
  return awsClients({ region, endpoint, credentials });
}

async function untilStopped(aws: EmbeddedAws, signal: AbortSignal, out: Output): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const ended = aws.exited.then(() => out.warn(`the embedded AWS ended by itself; read ${aws.logFile}`));
  await Promise.race([stopped, ended]);
}
