import { readFile } from 'node:fs/promises';
import { codeOf, UserError } from '../cli/errors.ts';
import { didYouMean } from '../template/near-names.ts';
import type { Workflow } from './model.ts';

/** What starts a workflow when a person does not say, the likeliest first. */
const EVENTS = ['pull_request', 'push', 'schedule', 'workflow_dispatch'];

/** @throws UserError for a name that no file has */
export function workflowFile(name: string | undefined, files: readonly string[]): string {
  const names = files.filter((file) => /\.ya?ml$/.test(file)).sort();
  const known = names.map((file) => file.replace(/\.ya?ml$/, ''));
  if (name === undefined) throw new UserError(`name the workflow: ${known.join(', ')}`);
  const file = names.find((one) => one === name || one.replace(/\.ya?ml$/, '') === name);
  if (file !== undefined) return file;
  throw new UserError(`no workflow of the last commit is called '${name}'${didYouMean(name, known)}`);
}

/** @throws UserError when the file is not there or not an object */
export async function readEvent(file: string | null): Promise<Record<string, unknown>> {
  if (file === null) return {};
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new UserError(`${file} is no JSON: ${error.message}`);
    throw new UserError(`cannot read ${file} (${codeOf(error)}): --event takes a file`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new UserError(`${file} is no JSON object: give the payload of an event`);
}

/** The event that starts the workflow: the one that the person names, by hand where there are inputs, else the first. */
export function eventOf(file: string, { on }: Workflow, named: unknown, hasInputs: boolean): string {
  const known = typeof on === 'string' ? [on] : Array.isArray(on) ? on.map(String) : Object.keys(on ?? {});
  const wanted = named ?? (hasInputs ? 'workflow_dispatch' : EVENTS.find((event) => known.includes(event)));
  if (typeof wanted === 'string' && known.includes(wanted) && EVENTS.includes(wanted)) return wanted;
  const startable = EVENTS.filter((event) => known.includes(event)).join(', ');
  throw new UserError(
    startable === ''
      ? `${file} is called by other workflows: run one of those`
      : `${file} is not started by ${String(wanted)}: it is started by ${startable}`,
  );
}

interface Input {
  required?: boolean;
  default?: unknown;
  type?: string;
  options?: unknown[];
}

/** Inputs as GitHub takes them from a person. @throws UserError as its form would refuse them */
export function checkedInputs({ on }: Workflow, given: Readonly<Record<string, string>>): Record<string, string> {
  const { inputs } = ((on as Record<string, unknown>)?.workflow_dispatch ?? {}) as { inputs?: Record<string, Input> };
  const known = inputs ?? {};
  const unknown = Object.keys(given).find((name) => !(name in known));
  if (unknown !== undefined) {
    throw new UserError(`there is no input '${unknown}'${didYouMean(unknown, Object.keys(known))}`);
  }
  for (const [name, input] of Object.entries(known)) checkInput(name, input, given[name]);
  const presets = Object.entries(known).filter(([, input]) => input.default !== undefined);
  return { ...Object.fromEntries(presets.map(([name, input]) => [name, String(input.default)])), ...given };
}

function checkInput(name: string, { required, default: preset, type, options = [] }: Input, value?: string): void {
  if (value === undefined) {
    if (required && preset === undefined) throw new UserError(`give --input ${name}=…: the workflow needs it`);
    return;
  }
  const allowed = type === 'boolean' ? ['true', 'false'] : type === 'choice' ? options.map(String) : null;
  if (allowed === null || allowed.includes(value)) return;
  throw new UserError(`--input ${name} takes ${allowed.join(' or ')}, not '${value}'`);
}
