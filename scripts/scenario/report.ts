import type { Check } from '../embedded/calls.ts';

export interface StepReport {
  title: string;
  status: 'passed' | 'failed';
  /** What was decided about each call, in order. */
  checks: Check[];
  notes: string[];
  error: string | null;
  /** Null: the step must succeed. */
  refusal: RefusalReport | null;
}

export interface RefusalReport {
  /** The action that must be refused. */
  action: string;
  /** It was not: somebody gets in. */
  wasAllowed: boolean;
}

export interface ScenarioReport {
  stack: string;
  status: 'passed' | 'failed';
  steps: StepReport[];
}
