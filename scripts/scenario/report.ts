import type { Check } from '../embedded/calls.ts';

export interface StepReport {
  title: string;
  status: 'passed' | 'failed';
  /** What was decided about each call, in order. */
  checks: Check[];
  notes: string[];
  error: string | null;
}

export interface ScenarioReport {
  stack: string;
  status: 'passed' | 'failed';
  steps: StepReport[];
}
