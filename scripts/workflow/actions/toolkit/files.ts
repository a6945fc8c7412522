import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { given } from './inputs.ts';

/** The delimiter is a secret of this one entry: no value can end it and begin an entry of its own. */
function append(file: string, name: string, value: string): void {
  const delimiter = `ghadelimiter_${randomUUID()}`;
  appendFileSync(given(file), `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
}

export function setOutput(name: string, value: string): void {
  append('GITHUB_OUTPUT', name, value);
}

/** For this process, too. */
export function exportVariable(name: string, value: string): void {
  process.env[name] = value;
  append('GITHUB_ENV', name, value);
}

/** Keeps a value for the post step. */
export function saveState(name: string, value: string): void {
  append('GITHUB_STATE', name, value);
}

/** Empty where the main step did not get as far. */
export function state(name: string): string {
  return process.env[`STATE_${name}`] ?? '';
}

/** Before all that is there. */
export function addPath(folder: string): void {
  appendFileSync(given('GITHUB_PATH'), `${folder}\n`);
}
