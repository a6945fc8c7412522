import { parseSettings } from '../template/source.ts';
import { isMap } from '../template/walk.ts';
import { withBlock } from './edit/block.ts';
import { edited, type PlannedFile } from './plan.ts';
import { ENVIRONMENTS, type Tree } from './tree.ts';

/** What a stack needs to be told in each environment. */
export interface Wanted {
  stack: string;
  /** Parameters that are names: their defaults. */
  names: Readonly<Record<string, string>>;
}

/** The stack that makes the boundary which every other role of an environment has to carry. */
const BOOTSTRAP = 'templates/bootstrap.yaml';

interface Environment {
  file: string;
  name: string;
  text: string;
}

/** Names keep their defaults in the embedded AWS, and carry the environment's everywhere else. */
const WITH_DEFAULTS = 'local';

export function environmentsOf({ texts }: Tree): Environment[] {
  return [...texts].flatMap(([file, text]) => {
    const name = new RegExp(`^${ENVIRONMENTS}/([a-z][a-z0-9-]*)\\.yaml$`).exec(file)?.[1];
    return name === undefined ? [] : [{ file, name, text }];
  });
}

/** An environment's part for a stack; null where it says nothing of it. */
export function settingsOf({ file, text }: Environment, stack: string): Record<string, unknown> | null {
  const { stacks } = parseSettings(text, file).value as { stacks?: unknown };
  if (!isMap(stacks) || !Object.hasOwn(stacks, stack)) return null;
  const { [stack]: found } = stacks;
  return isMap(found) ? found : {};
}

/** Each environment with the parameters that it has no value for yet. */
export function withParameters(tree: Tree, wanted: Wanted): PlannedFile[] {
  return environmentsOf(tree).flatMap((environment) => {
    const { file, text } = environment;
    return edited(file, text, environmentText(environment, wanted, tree.texts.has(BOOTSTRAP)));
  });
}

function environmentText(environment: Environment, wanted: Wanted, isBounded: boolean): string {
  const { file, text } = environment;
  const { stack } = wanted;
  const settings = settingsOf(environment, stack);
  const given = isMap(settings?.parameters) ? settings.parameters : null;
  const values = Object.entries({ ...(isBounded ? boundaryIn(environment) : {}), ...namesIn(environment, wanted) });
  const missing = values.filter(([name]) => !Object.hasOwn(given ?? {}, name));
  const lines = missing.map(([name, value]) => `${name}: ${value}`);
  const below = (key: string, rows: readonly string[]) => [`${key}:`, ...rows.map((row) => `  ${row}`)];
  const yaml = { file, text, parse: parseSettings };
  if (settings === null) {
    const entry = lines.length === 0 ? [`${stack}: {}`] : below(stack, below('parameters', lines));
    return withBlock(yaml, { path: ['stacks'], lines: entry, before: (key) => key > stack });
  }
  if (lines.length === 0) return text;
  if (given === null) return withBlock(yaml, { path: ['stacks', stack], lines: below('parameters', lines) });
  return withBlock(yaml, { path: ['stacks', stack, 'parameters'], lines });
}

function boundaryIn({ file, name, text }: Environment): Record<string, string> {
  const { prefix } = parseSettings(text, file).value as { prefix?: unknown };
  return { PermissionsBoundary: `${prefix}-${name}-boundary` };
}

/** What comes behind the names of an environment. */
export function suffixOf({ name }: Pick<Environment, 'name'>): string {
  return name === WITH_DEFAULTS ? '' : `-${name}`;
}

function namesIn(environment: Environment, { names }: Wanted): Record<string, string> {
  const suffix = suffixOf(environment);
  if (suffix === '') return {};
  return Object.fromEntries(Object.entries(names).map(([parameter, base]) => [parameter, `${base}${suffix}`]));
}

/** What deploys a stack to the embedded AWS, with what it needs there. */
export function startCommand({ texts }: Tree, stack: string): string {
  // The stacks whose exports it imports are not known here: all of them.
  if (texts.get(`templates/${stack}.yaml`)?.includes('ImportValue')) return 'npm start -- --once';
  return `npm start -- --once ${texts.has(BOOTSTRAP) ? 'bootstrap ' : ''}${stack}`;
}
