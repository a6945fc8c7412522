import { codeOf, messageOf } from '../cli/errors.ts';
import type { ScenarioReport, StepReport } from './report.ts';
import type { Scenario } from './scenario.ts';
import { type CleanUp, makeStage, type StageOptions } from './stage.ts';
import { StepFailed } from './steps.ts';

/** The stack's scenario from `stacks/<stack>.ts`, or null when it has none. */
export async function scenarioOf(stack: string): Promise<Scenario | null> {
  try {
    const module: { scenario: Scenario } = await import(`./stacks/${stack}.ts`);
    return module.scenario;
  } catch (error) {
    // Only when the scenario itself is not there: one that imports something missing is broken, not absent.
    const isAbsent = codeOf(error) === 'ERR_MODULE_NOT_FOUND' || messageOf(error).startsWith('Module not found');
    if (isAbsent && new RegExp(`stacks/${stack}\\.ts\\b(?!.*imported from .*stacks/)`).test(messageOf(error)))
      return null;
    throw error;
  }
}

/** Runs a scenario to its end or its first failed step, and removes what it made beside the stack. */
export async function runScenario(stack: string, scenario: Scenario, options: StageOptions): Promise<ScenarioReport> {
  const steps: StepReport[] = [];
  const cleanUp: CleanUp = [];
  const begun: Promise<unknown>[] = [];
  const onStep = (step: StepReport) => {
    steps.push(step);
    options.onStep(step);
  };
  try {
    await scenario(makeStage({ ...options, onStep }, cleanUp, begun));
  } catch (error) {
    if (!options.signal?.aborted && !(error instanceof StepFailed)) {
      onStep(failedOutside('between the steps', error));
    }
  }
  if (options.isPatient) await Promise.allSettled(begun);
  for (const remove of cleanUp) {
    await remove().catch((error) => onStep(failedOutside('removing what the scenario made', error)));
  }
  options.signal?.throwIfAborted();
  const status = steps.every((step) => step.status === 'passed') ? 'passed' : 'failed';
  return { stack, status, steps };
}

function failedOutside(title: string, error: unknown): StepReport {
  return { title, status: 'failed', checks: [], notes: [], error: messageOf(error), refusal: null };
}
