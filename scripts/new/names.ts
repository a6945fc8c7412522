import { UserError } from '../cli/errors.ts';
import type { Plan } from './plan.ts';

const FORM = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Not longer than fits, with what is put to it, into a line of code and into the names of AWS. */
const LONGEST: Record<Plan['kind'], number> = { stack: 30, function: 40, rule: 50 };

/** Words that YAML reads as something else than text. */
const VALUES = ['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n'];

/** A rule is a constant of its name. */
const KEYWORDS = `arguments await break case catch class const continue debugger default delete do else enum eval export
  extends false finally for function if implements import in instanceof interface let new null package private protected
  public return static super switch this throw true try typeof var void while with yield`.split(/\s+/);

const RESERVED: Record<Plan['kind'], readonly string[]> = {
  // Folders that are not one stack's; a bucket's name may not begin with sthree-.
  stack: ['environments', 'shared', 'stacks', 'sthree', ...VALUES],
  function: ['shared', ...VALUES],
  rule: ['facts', 'index', 'list', ...KEYWORDS],
};

/** @throws UserError for a name that could not be a file's, a resource's or a constant's */
export function checkName(kind: Plan['kind'], name: string): void {
  if (!FORM.test(name)) {
    throw new UserError(
      `a ${kind}'s name has small letters, digits and single hyphens between them, a letter first, not '${name}'`,
    );
  }
  if (name.length > LONGEST[kind]) {
    throw new UserError(`'${name}' has ${name.length} characters: a ${kind}'s name has ${LONGEST[kind]} at most`);
  }
  if (RESERVED[kind].includes(name) || (kind === 'stack' && name.startsWith('sthree-'))) {
    throw new UserError(`'${name}' is reserved: choose another name`);
  }
}

/** `weather-report` → `WeatherReport`, a logical id. */
export function pascal(name: string): string {
  return name.replace(/(?:^|-)([a-z0-9])/g, (_, first: string) => first.toUpperCase());
}

/** `weather-report` → `weatherReport`. */
export function camel(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, first: string) => first.toUpperCase());
}
