/** As the runner names it: only blanks change, `-` stays. */
function variable(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}

/** An input without the blanks around it; empty where it was not given and has no default. */
export function input(name: string): string {
  return (process.env[variable(name)] ?? '').trim();
}

/** @throws Error in the words of the published actions when it is empty */
export function requiredInput(name: string): string {
  const value = input(name);
  if (value !== '') return value;
  throw new Error(`Input required and not supplied: ${name}`);
}

/** YAML's words for true and false, as the published actions take them; empty is false. */
export function flag(name: string): boolean {
  const value = input(name);
  if (/^(true|True|TRUE)$/.test(value)) return true;
  if (/^(false|False|FALSE|)$/.test(value)) return false;
  throw new Error(`Input ${name} must be true or false, not '${value}'`);
}

/** Null: it is empty. */
export function wholeNumber(name: string, least: number, most: number): number | null {
  const value = input(name);
  if (value === '') return null;
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= least && number <= most) return number;
  throw new Error(`Input ${name} must be a whole number from ${least} to ${most}, not '${value}'`);
}

export function oneOf<T extends string>(name: string, values: readonly T[]): T {
  const value = input(name);
  const found = values.find((known) => known === value);
  if (found !== undefined) return found;
  throw new Error(`Input ${name} must be one of ${values.join(', ')}, not '${value}'`);
}

/** A variable that the runner gives every step. */
export function given(name: string): string {
  const value = process.env[name] ?? '';
  if (value !== '') return value;
  throw new Error(`${name} is not set: this runs as a step of a workflow only`);
}
