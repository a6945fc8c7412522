import { randomInt } from 'node:crypto';
import { mistakeAt } from '../template/mistake.ts';
import { scalarText } from '../template/scalar-text.ts';
import type { Path, Source } from '../template/source.ts';
import { isMap } from '../template/walk.ts';

/** What a new value of a secret is made of. */
export interface Recipe {
  /** Characters. */
  length: number;
  /** Of each there is at least one character; they share none. */
  kinds: string[];
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
const KINDS = {
  ExcludeUppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  ExcludeLowercase: 'abcdefghijklmnopqrstuvwxyz',
  ExcludeNumbers: '0123456789',
  ExcludePunctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
};
const FLAGS = Object.keys(KINDS) as (keyof typeof KINDS)[];
const OPTIONS = [...FLAGS, 'ExcludeCharacters', 'PasswordLength'];
const DEFAULT_LENGTH = 32;
/** Below, guessing the value is nothing to fear from; above is more than Secrets Manager makes. */
const LENGTHS = { least: 16, most: 4096 };

/** @throws UserError where GenerateSecretString is missing, or asks for something that is not made here */
export function recipeOf(source: Source, logicalId: string): Recipe {
  const path = ['Resources', logicalId, 'Properties', 'GenerateSecretString'];
  const options = path.reduce<unknown>((value, key) => (isMap(value) ? value[key] : undefined), source.value);
  if (!isMap(options)) {
    throw mistakeAt(source.keyAt(path), `${logicalId} has no GenerateSecretString: add it, new values are made by it`);
  }
  for (const name of Object.keys(options)) {
    if (OPTIONS.includes(name)) continue;
    const message = `${name} is not known here: a new value is made by ${OPTIONS.join(', ')} alone`;
    throw mistakeAt(source.keyAt([...path, name]), message);
  }
  return recipeFrom(options, (name, what) => mistakeAt(source.at([...path, name] as Path), `${name} takes ${what}`));
}

function recipeFrom(options: Record<string, unknown>, mistake: (name: string, what: string) => Error): Recipe {
  const excluded = options.ExcludeCharacters ?? '';
  if (typeof excluded !== 'string') throw mistake('ExcludeCharacters', 'text');
  const kinds = FLAGS.flatMap((name) => {
    const flag = scalarText(options[name] ?? false);
    if (flag !== 'true' && flag !== 'false') throw mistake(name, 'true or false');
    const left = [...KINDS[name]].filter((character) => !excluded.includes(character)).join('');
    return flag === 'true' || left === '' ? [] : [left];
  });
  const length = Number(scalarText(options.PasswordLength ?? DEFAULT_LENGTH));
  if (!Number.isInteger(length) || length < LENGTHS.least || length > LENGTHS.most) {
    throw mistake('PasswordLength', `a number from ${LENGTHS.least} to ${LENGTHS.most}`);
  }
  if (kinds.join('').length > 1) return { length, kinds };
  throw mistake('ExcludeCharacters', 'less than all characters: nothing is left to make a value of');
}

/** Every text that the recipe allows is as likely as any other. */
export function randomSecret({ length, kinds }: Recipe): string {
  const alphabet = kinds.join('');
  for (;;) {
    const text = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
    if (kinds.every((kind) => [...kind].some((character) => text.includes(character)))) return text;
  }
}
