import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonTool } from '../cli/project.ts';
import { type EmbeddedAws, startEmbeddedAws } from '../embedded/start.ts';
import { trustedIssuer } from '../scenario/issuer.ts';
import { presentStacks } from '../template/environment.ts';
import { homesOf } from './mutants/homes.ts';
import type { Mutant } from './mutants/mutant.ts';
import { mutantsOf } from './mutants/mutants.ts';
import { readDeployment } from './read-deployment.ts';
import { type MissedCall, missedCalls } from './rule/analysed.ts';
import { byRule, callsTouched, decidedCalls, type ServiceCalls } from './rule/by-rule.ts';
import { type ObservedCall, observedIn } from './rule/observed.ts';
import { serviceCalls } from './rule/service-calls/index.ts';
import { type Account, type Lab, neededBy, openAccount } from './trial/account.ts';
import { type Heap, inLanes } from './trial/lanes.ts';
import { openBench } from './trial/stack-bench.ts';
import type { Outcome } from './trial/trial.ts';
import { type Verdict, verdictOf } from './verdict.ts';

export interface ProveOptions {
  root: string;
  /** Whose policies are proven; those that they need are deployed beside them. */
  stacks: readonly string[];
  /** Accounts in which mutants are tried at once. */
  accounts: number;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  progress(progress: Progress): void;
}

export interface Progress {
  /** What happens now, where nothing is counted yet. */
  doing: string;
  done: number;
  total: number;
}

export interface Proof {
  stacks: readonly string[];
  /** Seconds. */
  took: number;
  verdicts: Verdict[];
  service: ServiceCalls;
  /** Of functions: what the review's analysis does not know of. */
  missed: readonly MissedCall[];
}

type Findings = Pick<Proof, 'verdicts' | 'service' | 'missed'>;

const NOTHING: Findings = { verdicts: [], service: { allowed: [], denied: [], open: [] }, missed: [] };

/** Proves every grant of the stacks on an embedded AWS of its own, of which nothing stays. */
export async function prove(options: ProveOptions): Promise<Proof> {
  const { root, env, signal, stacks } = options;
  const begun = performance.now();
  if (stacks.length === 0) return { stacks, took: 0, ...NOTHING };
  const folder = await mkdtemp(join(tmpdir(), 'prove-'));
  let aws: EmbeddedAws | null = null;
  try {
    aws = await startEmbeddedAws({ folder, port: 0, python: pythonTool('python'), signal });
    const issuer = await trustedIssuer(aws);
    const proof = await proveOn({ root, aws, issuer, env, signal }, options);
    return { ...proof, stacks, took: (performance.now() - begun) / 1000 };
  } finally {
    await aws?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface Work {
  lab: Lab;
  primary: Account;
  needed(stack: string): string[];
  tried: Tried[];
  observed: ObservedCall[];
  advance(): void;
}

/** How a stack's mutant of that place fared. */
interface Tried {
  stack: string;
  index: number;
  outcome: Outcome;
}

async function proveOn(lab: Lab, { stacks, accounts, progress }: ProveOptions): Promise<Findings> {
  const primary = await openAccount(lab, 0);
  progress({ doing: 'deploying', done: 0, total: 0 });
  const needed = await neededBy(lab, primary);
  const all = deployedFor(stacks, needed, primary);
  await primary.deploy(all);
  const deployment = await readDeployment(lab.root, primary, all);
  const mutants = new Map(deployment.stacks.map((stack) => [stack.stack, homesOf(stack).flatMap(mutantsOf)]));
  const heaps = stacks.map((stack) => heapOf(stack, mutants.get(stack) ?? [], primary));
  const total = heaps.reduce((sum, { items }) => sum + items.length, 0);
  const tried: Tried[] = [];
  const observed: ObservedCall[] = [];
  const advance = () => progress({ doing: 'proving', done: tried.length, total });
  advance();
  await shared({ lab, primary, needed, tried, observed, advance }, heaps, accounts);
  const wanted = stacks.flatMap((stack) => mutants.get(stack) ?? []);
  const service = decidedCalls(deployment, callsTouched(await serviceCalls(deployment), wanted));
  const verdicts = tried.map(({ stack, index, outcome }) => {
    const mutant = mutants.get(stack)?.[index];
    if (mutant === undefined) throw new Error(`${stack} has no mutant ${index}`);
    const isShown = outcome.kind === 'missed' || outcome.kind === 'got in';
    return verdictOf(mutant, outcome, isShown ? null : byRule(mutant, deployment, service, observed));
  });
  return { verdicts, service, missed: await missedCalls(deployment, observed) };
}

/**
 * What they need, where they alone use what they have. What others need or what needs no other, such as roles for all and
 * their audit, shows only beside all others: there are the roles that its policies let in or keep out.
 */
function deployedFor(stacks: readonly string[], needed: Work['needed'], { environment }: Account): string[] {
  const known = presentStacks(environment);
  const isForAll = (stack: string) =>
    needed(stack).length === 1 || known.some((other) => other !== stack && needed(other).includes(stack));
  return stacks.some(isForAll) ? known : [...new Set(stacks.flatMap(needed))];
}

/** Of the places of a stack's mutants. The site that the front shows is of the first account alone. */
function heapOf(stack: string, mutants: readonly Mutant[], primary: Account): Heap<number> {
  const lane = primary.outputsOf(stack).DistributionDomain ? 0 : null;
  return { name: stack, items: [...mutants.keys()], lane };
}

async function shared(work: Work, heaps: readonly Heap<number>[], count: number): Promise<void> {
  const { lab, primary, needed, tried, observed, advance } = work;
  const { root, signal } = lab;
  const opened = new Map<number, Account>([[0, primary]]);
  await inLanes(heaps, count, async (lane, { name: stack }, next) => {
    signal.throwIfAborted();
    const account = opened.get(lane) ?? (await openAccount(lab, lane));
    opened.set(lane, account);
    const bench = await openBench({ root, account, stack, needed: needed(stack), signal });
    observed.push(...observedIn(stack, bench.baseline, account.accountId, primary.accountId));
    for (let index = next(); index !== undefined; index = next()) {
      const mutant = bench.mutants[index];
      if (mutant === undefined) throw new Error(`${stack} has other policies in account ${account.accountId}`);
      tried.push({ stack, index, outcome: await bench.tryMutant(mutant) });
      advance();
    }
    await bench.restore();
  });
}
