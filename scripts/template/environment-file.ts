import type { Environment, EnvironmentStack } from './environment.ts';
import { guardsOf } from './environment-guards.ts';
import { withVariables } from './environment-variables.ts';
import { type Fields, fieldsOf, mapAt, matching, required, textAt } from './fields.ts';
import { mistakeAt } from './mistake.ts';
import { didYouMean } from './near-names.ts';
import type { Source } from './source.ts';

const REGION = { pattern: /^[a-z]{2}(?:-[a-z]+)+-\d$/, what: 'a region such as us-east-1' };
const PREFIX = { pattern: /^[a-z][a-z0-9-]{0,30}$/, what: 'small letters, digits and hyphens, a letter first' };
const TAG = {
  pattern: /^(?!aws:)[\s\S]{1,128}$/i,
  what: 'a tag key of 1 to 128 characters that does not start with aws:',
};

const KEYS = ['region', 'account', 'prefix', 'tags', 'protect', 'serviceRole', 'stackPolicy', 'rollback', 'stacks'];

interface Surroundings {
  name: string;
  env: NodeJS.ProcessEnv;
  offline: boolean;
  /** The stacks that have a template. */
  stacks: string[];
}

/** Checks an environment file and gives its defaults their values. */
export function environmentFrom(source: Source, surroundings: Surroundings): Environment {
  const { name, env, offline } = surroundings;
  const top = fieldsOf(source, [], KEYS);
  return {
    name,
    region: required(top, 'region', matching(top, 'region', REGION)),
    account: accountOf(top, env, offline),
    prefix: required(top, 'prefix', matching(top, 'prefix', PREFIX)),
    tags: tagsOf(top),
    ...guardsOf(top),
    stacks: stacksOf(top, surroundings),
    source,
  };
}

function accountOf(top: Fields, env: NodeJS.ProcessEnv, offline: boolean): string | null {
  const written = textAt(top, 'account');
  if (written === undefined) return null;
  const variable = /^\$\{([A-Za-z_]\w*)\}$/.exec(written)?.[1];
  const value = variable === undefined ? written : env[variable];
  const position = top.source.at([...top.path, 'account']);
  if (variable !== undefined && !value) {
    if (offline) return null;
    throw mistakeAt(position, `the variable ${variable} is not set: export ${variable}=<12-digit account id>`);
  }
  // A variable's value is not repeated: a pull request may name any variable, a secret one too.
  const shown = variable === undefined ? `'${value}'` : `the value of ${variable}`;
  if (!/^\d{12}$/.test(value ?? '')) throw mistakeAt(position, `an account id has 12 digits, ${shown} is not one`);
  return value ?? null;
}

function tagsOf(top: Fields): Record<string, string> {
  const tags = mapAt(top, 'tags');
  for (const key of Object.keys(tags.map)) {
    if (!TAG.pattern.test(key)) throw mistakeAt(tags.source.keyAt([...tags.path, key]), `expected ${TAG.what}`);
  }
  return textsOf(tags);
}

function stacksOf(top: Fields, surroundings: Surroundings): Record<string, EnvironmentStack> {
  const { stacks: known } = surroundings;
  const listed = mapAt(top, 'stacks');
  required(top, 'stacks', top.map.stacks);
  const entries = Object.keys(listed.map).map((stack) => {
    const path = [...listed.path, stack];
    if (!known.includes(stack)) {
      const message = `no template is called '${stack}'${didYouMean(stack, known)}`;
      throw mistakeAt(listed.source.keyAt(path), message);
    }
    return [
      stack,
      stackOf(fieldsOf(listed.source, path, ['region', 'parameters', 'tags', 'skip', 'byPeople']), surroundings),
    ] as const;
  });
  return Object.fromEntries(entries);
}

function stackOf(fields: Fields, surroundings: Surroundings): EnvironmentStack {
  return {
    region: matching(fields, 'region', REGION) ?? null,
    parameters: parametersOf(mapAt(fields, 'parameters'), surroundings),
    ...(fields.map.tags === undefined ? {} : { tags: tagsOf(fields) }),
    ...skipOf(fields),
  };
}

function parametersOf(fields: Fields, { env, offline }: Surroundings): Record<string, string> {
  const entries = Object.entries(textsOf(fields)).map(([name, text]) => {
    return [name, withVariables(text, env, offline, () => fields.source.at([...fields.path, name]))] as const;
  });
  return Object.fromEntries(entries);
}

/** What people deploy, deploys leave alone like what is not there at all. */
function skipOf(fields: Fields): Pick<EnvironmentStack, 'skip' | 'byPeople'> {
  const [skip, byPeople] = [reasonAt(fields, 'skip'), reasonAt(fields, 'byPeople')];
  if (skip !== null && byPeople !== null) {
    throw mistakeAt(
      fields.source.at([...fields.path, 'byPeople']),
      'a stack is skipped or deployed by people: say one',
    );
  }
  return byPeople === null ? { skip } : { skip: byPeople, byPeople: true };
}

function reasonAt(fields: Fields, key: string): string | null {
  const value = fields.map[key];
  if (value === undefined) return null;
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  throw mistakeAt(fields.source.at([...fields.path, key]), `${key} takes the reason, as text`);
}

function textsOf(fields: Fields): Record<string, string> {
  return Object.fromEntries(Object.keys(fields.map).map((key) => [key, required(fields, key, textAt(fields, key))]));
}
