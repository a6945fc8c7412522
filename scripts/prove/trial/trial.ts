import { type Check, roleNameOf } from '../../embedded/calls.ts';
import { isDenied } from '../../scenario/refusal.ts';
import type { StepReport } from '../../scenario/report.ts';
import { runScenario } from '../../scenario/run.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { StageOptions } from '../../scenario/stage.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { touches } from '../mutants/touches.ts';
import { type Baseline, OUTSIDE } from './baseline.ts';

/** How a scenario took a mutant. */
export type Outcome =
  /** Somebody missed it: the first call that was denied. */
  | { kind: 'missed'; check: Check; part: string }
  /** Somebody got in who must not: the step. */
  | { kind: 'got in'; step: string; part: string }
  /** Nobody noticed. */
  | { kind: 'survived' }
  /** A step failed, and no denied call says why. */
  | { kind: 'unclear'; step: string; error: string; part: string };

export interface Trial {
  /** What each part did with nothing taken away. */
  baseline: Baseline;
  stack: string;
  scenario: Scenario;
  options: Pick<StageOptions, 'root' | 'setting' | 'outputs'>;
  signal: AbortSignal;
}

/** Longer than any part takes; a call that never comes must not hold up the others. */
const DEADLINE_MS = 120_000;

/** Runs one part with the mutant deployed, until something shows. */
export async function tryPart(mutant: Mutant, part: string, trial: Trial): Promise<Outcome> {
  return mutant.sense === 'narrower' ? untilMissed(mutant, part, trial) : untilSomebodyGetsIn(part, trial);
}

async function untilMissed(mutant: Mutant, part: string, trial: Trial): Promise<Outcome> {
  const { calls } = trial.options.setting;
  const found = new AbortController();
  const ended = new AbortController();
  const failures: StepReport[] = [];
  let isRefused = false;
  // What is denied without the change, too, tells nothing.
  const usual = usualDenialsIn(part, trial.baseline);
  const isMissing = (check: Check) =>
    !isRefused && isDenied(check) && touches(mutant.touched, check) && !usual.has(denialOf(check));
  const signal = AbortSignal.any([trial.signal, found.signal]);
  const missed = calls
    .waitFor(({ checks }) => checks.some(isMissing), {
      since: calls.mark(),
      timeoutMs: DEADLINE_MS,
      signal: AbortSignal.any([trial.signal, ended.signal]),
    })
    .then(({ checks }) => {
      const check = checks.find(isMissing) ?? null;
      found.abort();
      return check;
    })
    .catch(() => null);
  await runPart(part, trial, {
    signal,
    onStep: (step) => void (step.status === 'failed' && failures.push(step)),
    onBegin: (refusal) => {
      isRefused = refusal !== null;
    },
  }).catch((error: unknown) => {
    if (!found.signal.aborted) throw error;
  });
  ended.abort();
  const check = await missed;
  if (check) return { kind: 'missed', check, part };
  const [failed] = failures;
  return failed ? { kind: 'unclear', step: failed.title, error: failed.error ?? '', part } : { kind: 'survived' };
}

function usualDenialsIn(part: string, { parts }: Baseline): Set<string> {
  const own = parts.filter(({ title }) => title === part || title === OUTSIDE);
  return new Set(own.flatMap(({ usualDenials }) => usualDenials).map(denialOf));
}

/** Roles that a scenario makes have another name each time. */
function denialOf({ principal, action, decision, reason }: Check): string {
  return [roleNameOf(principal)?.replace(/-[0-9a-f]{6}$/, ''), action, decision, reason].join(' ');
}

async function untilSomebodyGetsIn(part: string, trial: Trial): Promise<Outcome> {
  const failures: StepReport[] = [];
  await runPart(part, trial, {
    signal: trial.signal,
    onStep: (step) => void (step.status === 'failed' && failures.push(step)),
    // That it is refused for another reason now is no news.
    isLenient: true,
  });
  const inside = failures.find(({ refusal }) => refusal?.wasAllowed);
  if (inside) return { kind: 'got in', step: inside.title, part };
  const [failed] = failures;
  return failed ? { kind: 'unclear', step: failed.title, error: failed.error ?? '', part } : { kind: 'survived' };
}

function runPart(
  part: string,
  { stack, scenario, options }: Trial,
  more: Pick<StageOptions, 'signal' | 'onStep' | 'onBegin' | 'isLenient'>,
) {
  return runScenario(stack, scenario, { ...options, ...more, parts: new Set([part]), isPatient: true });
}
