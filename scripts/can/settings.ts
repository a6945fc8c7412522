import type { ReviewedTemplate } from '../access/model.ts';
import { UserError } from '../cli/errors.ts';
import { type Environment, listEnvironments, readEnvironment } from '../template/environment.ts';
import { readTemplate } from '../template/repository.ts';
import { scalarText } from '../template/scalar-text.ts';
import { isMap } from '../template/walk.ts';
import { stackOf } from './stacks.ts';

/** What the stacks are deployed with. */
export interface Settings {
  /** The environment's name; null: every parameter keeps its default. */
  environment: string | null;
  /** Null: it is left open. */
  region: string | null;
  regionOf(stack: string): string | null;
  isDeployed(stack: string): boolean;
  /** A parameter's value; undefined where nothing gives it one. */
  parameter(stack: string, name: string): string | undefined;
}

/** The environment that needs no account: its names are the defaults. */
const LAPTOP = 'local';

/** @param name of an environment; undefined: the laptop's, where there is one */
export async function readSettings(
  root: string,
  name: string | undefined,
  templates: readonly ReviewedTemplate[],
): Promise<Settings> {
  const chosen = name ?? (await listEnvironments(root)).find((known) => known === LAPTOP);
  if (chosen === '') throw new UserError('--environment takes a name such as dev');
  const environment = chosen === undefined ? null : await readEnvironment(root, chosen, {}, { offline: true });
  const stacks = templates.map(({ file }) => stackOf(file));
  const defaults = new Map(
    await Promise.all(stacks.map(async (stack) => [stack, await defaultsOf(root, stack)] as const)),
  );
  return {
    environment: environment?.name ?? null,
    region: environment?.region ?? null,
    regionOf: (stack) => environment?.stacks[stack]?.region ?? environment?.region ?? null,
    // An environment that nobody asked for leaves no stack out.
    isDeployed: (stack) => name === undefined || environment?.stacks[stack]?.skip === null,
    parameter: (stack, parameter) => givenBy(environment, stack, parameter) ?? defaults.get(stack)?.get(parameter),
  };
}

function givenBy(environment: Environment | null, stack: string, name: string): string | undefined {
  if (environment === null) return undefined;
  const own: Record<string, string> = { Prefix: environment.prefix, Environment: environment.name };
  const given = { ...own, ...environment.stacks[stack]?.parameters };
  return Object.hasOwn(given, name) ? given[name] : undefined;
}

async function defaultsOf(root: string, stack: string): Promise<Map<string, string>> {
  const { value } = await readTemplate(root, stack);
  const parameters = isMap(value) && isMap(value.Parameters) ? value.Parameters : {};
  const defaults = Object.entries(parameters).flatMap(([name, declaration]): [string, string][] => {
    const preset = isMap(declaration) ? declaration.Default : undefined;
    const isPlain = ['string', 'number', 'boolean'].includes(typeof preset);
    // Empty text is how templates say that nothing is given.
    return isPlain && preset !== '' ? [[name, scalarText(preset)]] : [];
  });
  return new Map(defaults);
}
