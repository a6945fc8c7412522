import type { Check } from '../../embedded/calls.ts';
import { isDenied } from '../../scenario/refusal.ts';
import type { RefusalReport, StepReport } from '../../scenario/report.ts';
import { runScenario } from '../../scenario/run.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { StageOptions } from '../../scenario/stage.ts';

/** What stands outside of the parts of a scenario: it runs with each of them. */
export const OUTSIDE = '';

/** What one part of a scenario did when nothing was taken away. */
export interface PartRecord {
  title: string;
  /** Milliseconds, the time outside of it aside. */
  took: number;
  checks: Check[];
  /** Of those the denied ones of steps that succeed all the same. */
  usualDenials: Check[];
  /** The steps in which somebody must be refused. */
  refusals: RefusalReport[];
}

/** A whole run of a stack's scenario, part by part. */
export interface Baseline {
  parts: PartRecord[];
  /** Why it failed: then nothing can be proven by it. */
  failed: StepReport | null;
}

/** Runs the whole scenario and keeps what each part called, the calls of functions that it set off included. */
export async function runBaseline(
  stack: string,
  scenario: Scenario,
  options: Pick<StageOptions, 'root' | 'setting' | 'outputs' | 'signal'>,
): Promise<Baseline> {
  const { calls } = options.setting;
  const parts: PartRecord[] = [];
  let mark = calls.mark();
  let since = performance.now();
  let current: PartRecord = begun(OUTSIDE);
  const end = () => {
    current.checks.push(...calls.since(mark).flatMap(({ checks }) => checks));
    current.took = performance.now() - since;
    parts.push(current);
  };
  const { steps } = await runScenario(stack, scenario, {
    ...options,
    onStep({ refusal, checks }) {
      if (refusal) current.refusals.push(refusal);
      else current.usualDenials.push(...checks.filter(isDenied));
    },
    onPart(title) {
      end();
      mark = calls.mark();
      since = performance.now();
      current = begun(title);
    },
  });
  end();
  return { parts: merged(parts), failed: steps.find(({ status }) => status === 'failed') ?? null };
}

function begun(title: string): PartRecord {
  return { title, took: 0, checks: [], usualDenials: [], refusals: [] };
}

/** Of a title that comes twice all that was called. */
function merged(parts: readonly PartRecord[]): PartRecord[] {
  const known = new Map<string, PartRecord>();
  for (const part of parts) {
    const before = known.get(part.title) ?? begun(part.title);
    known.set(part.title, {
      title: part.title,
      took: before.took + part.took,
      checks: [...before.checks, ...part.checks],
      usualDenials: [...before.usualDenials, ...part.usualDenials],
      refusals: [...before.refusals, ...part.refusals],
    });
  }
  return [...known.values()];
}
