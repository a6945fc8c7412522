/**
 * The value of an environment variable that the template sets.
 * @throws when it is missing, naming it: a function must fail at its start, not at its first use of an empty name
 */
export function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`environment variable ${name} is not set: the template must set it`);
  return value;
}
