import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonTool } from '../cli/project.ts';
import { createIssuer } from '../embedded/oidc/issuer.ts';
import { type EmbeddedAws, startEmbeddedAws } from '../embedded/start.ts';
import { type Account, type Lab, neededBy, openAccount } from './account.ts';
import { byRule, decidedCalls, type ServiceCalls } from './by-rule.ts';
import type { Deployment } from './deployment.ts';
import { homesOf } from './homes.ts';
import { type Heap, inLanes } from './lanes.ts';
import { mutantsOf } from './mutants.ts';
import { readDeployment } from './read-deployment.ts';
import { serviceCalls } from './service-calls/index.ts';
import { openBench } from './stack-bench.ts';
import type { Outcome } from './trial.ts';
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
}

type Findings = Pick<Proof, 'verdicts' | 'service'>;

const NOTHING: Findings = { verdicts: [], service: { allowed: [], denied: [], open: [] } };

/** What jobs ask GitHub's tokens to be for. */
const AUDIENCE = 'sts.amazonaws.com';

/** Proves every grant of the stacks on an embedded AWS of its own, of which nothing stays. */
export async function prove(options: ProveOptions): Promise<Proof> {
  const { root, env, signal, stacks } = options;
  const begun = performance.now();
  if (stacks.length === 0) return { stacks, took: 0, ...NOTHING };
  const folder = await mkdtemp(join(tmpdir(), 'prove-'));
  let aws: EmbeddedAws | null = null;
  try {
    aws = await startEmbeddedAws({ folder, port: 0, python: pythonTool('python'), signal });
    const issuer = await createIssuer();
    aws.trustIssuer(issuer.issuer, issuer.keys, [AUDIENCE]);
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
  deployment: Deployment;
  service: ServiceCalls;
  verdicts: Verdict[];
  advance(): void;
}

async function proveOn(lab: Lab, { stacks, accounts, progress }: ProveOptions): Promise<Findings> {
  const primary = await openAccount(lab, 0);
  progress({ doing: 'deploying', done: 0, total: 0 });
  const needed = await neededBy(lab, primary);
  const all = [...new Set(stacks.flatMap(needed))];
  await primary.deploy(all);
  const deployment = await readDeployment(lab.root, primary, all);
  const service = decidedCalls(deployment, await serviceCalls(deployment));
  const heaps = heapsOf(deployment, stacks, primary);
  const total = heaps.reduce((sum, { items }) => sum + items.length, 0);
  const verdicts: Verdict[] = [];
  const advance = () => progress({ doing: 'proving', done: verdicts.length, total });
  advance();
  const work = { lab, primary, needed, deployment, service, verdicts, advance };
  await shared(work, heaps, accounts);
  return { verdicts, service };
}

/** A heap a stack: of the places of its mutants. The site that the front shows is of the first account alone. */
function heapsOf({ stacks }: Deployment, wanted: readonly string[], primary: Account): Heap<number>[] {
  return stacks
    .filter(({ stack }) => wanted.includes(stack))
    .map((stack) => {
      const count = homesOf(stack).flatMap(mutantsOf).length;
      const lane = primary.outputsOf(stack.stack).DistributionDomain ? 0 : null;
      return { name: stack.stack, items: Array.from({ length: count }, (_, index) => index), lane };
    });
}

async function shared(work: Work, heaps: readonly Heap<number>[], count: number): Promise<void> {
  const { lab, primary, verdicts, advance } = work;
  const opened = new Map<number, Promise<Account>>([[0, Promise.resolve(primary)]]);
  await inLanes(heaps, count, async (lane, heap, next) => {
    lab.signal.throwIfAborted();
    const account = await (opened.get(lane) ?? openAccount(lab, lane));
    opened.set(lane, Promise.resolve(account));
    const judge = judgeOf(work, heap.name);
    const { root, signal } = lab;
    const needed = work.needed(heap.name);
    const bench = await openBench({ root, account, stack: heap.name, needed, signal });
    for (let index = next(); index !== undefined; index = next()) {
      const mutant = bench.mutants[index];
      if (mutant === undefined) throw new Error(`${heap.name} has other policies in account ${account.accountId}`);
      verdicts.push(judge(index, await bench.tryMutant(mutant)));
      advance();
    }
    await bench.restore();
  });
}

/** By the first account's deployment, whose service calls are known. */
function judgeOf({ deployment, service }: Work, name: string): (index: number, outcome: Outcome) => Verdict {
  const stack = deployment.stacks.find((one) => one.stack === name);
  const mutants = stack === undefined ? [] : homesOf(stack).flatMap(mutantsOf);
  return (index, outcome) => {
    const mutant = mutants[index];
    if (mutant === undefined) throw new Error(`${name} has no mutant ${index}`);
    return verdictOf(mutant, outcome, byRule(mutant, deployment, service));
  };
}
