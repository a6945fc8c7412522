import { UserError } from '../../cli/errors.ts';
import { scenarioOf } from '../../scenario/run.ts';
import { homesOf } from '../mutants/homes.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { mutantsOf } from '../mutants/mutants.ts';
import { readDeployment } from '../read-deployment.ts';
import type { Account } from './account.ts';
import { type Baseline, runBaseline } from './baseline.ts';
import { partsFor } from './choose-parts.ts';
import { type Deployable, deployMutant, readDeployable } from './deploy-mutant.ts';
import { type Outcome, type Trial, tryPart } from './trial.ts';

/** A stack that is deployed in an account, and what its scenario did there. */
export interface Bench {
  stack: string;
  mutants: readonly Mutant[];
  baseline: Baseline;
  /** Deploys a mutant and runs what may notice it. */
  tryMutant(mutant: Mutant): Promise<Outcome>;
  /** Deploys the stack as it was. */
  restore(): Promise<void>;
}

export interface BenchOptions {
  root: string;
  account: Account;
  stack: string;
  /** It and those that it needs. */
  needed: readonly string[];
  signal: AbortSignal;
}

const NOTHING: Baseline = { parts: [], failed: null };

/** Makes a stack ready in an account. @throws UserError when its scenario fails with nothing taken away */
export async function openBench({ root, account, stack, needed, signal }: BenchOptions): Promise<Bench> {
  await account.deploy(needed);
  const { stacks } = await readDeployment(root, account, [stack]);
  const mutants = stacks.flatMap(homesOf).flatMap(mutantsOf);
  const scenario = await scenarioOf(stack);
  const options = { root, setting: account.settingOf(stack), outputs: account.outputsOf(stack) };
  const baseline = scenario === null ? NOTHING : await runBaseline(stack, scenario, { ...options, signal });
  if (baseline.failed) {
    const { title, error } = baseline.failed;
    throw new UserError(`the scenario of ${stack} fails with nothing taken away: ${title}: ${error}`);
  }
  const { cloudformation } = account.clients(options.setting.region);
  const deployable = await readDeployable(cloudformation, stacks[0]?.stackName ?? '');
  let isChanged = false;
  return {
    ...{ stack, mutants, baseline },
    async tryMutant(mutant) {
      const parts = isTriedHere(mutant) ? partsFor(mutant, baseline) : [];
      if (scenario === null || parts.length === 0) return { kind: 'survived' };
      isChanged = true;
      return tried(mutant, parts, deployable, { stack, scenario, baseline, options, signal });
    },
    async restore() {
      if (isChanged) await deployMutant(deployable, null);
      isChanged = false;
    },
  };
}

/** What a boundary keeps out, no role of its own stack asks for; and AWS alone writes a policy by properties. */
function isTriedHere({ home: { kind, path } }: Mutant): boolean {
  return path !== null && kind !== 'boundary';
}

async function tried(mutant: Mutant, parts: readonly string[], deployable: Deployable, trial: Trial): Promise<Outcome> {
  await deployMutant(deployable, mutant);
  let last: Outcome = { kind: 'survived' };
  for (const part of parts) {
    trial.signal.throwIfAborted();
    const outcome = await tryPart(mutant, part, trial);
    if (outcome.kind === 'missed' || outcome.kind === 'got in') return outcome;
    if (outcome.kind === 'unclear') last = outcome;
  }
  return last;
}
