import { UserError } from '../cli/errors.ts';

/**
 * The text of a file that act reads variables from. Values stand in double quotes, which have escapes.
 * @throws UserError for a value with an expression, which act would evaluate and GitHub would not
 */
export function dotenv(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escaped(name, value)}"\n`)
    .join('');
}

function escaped(name: string, value: string): string {
  if (value.includes('${{'))
    throw new UserError(`act would evaluate the \${{ in ${name}: use another name, without one`);
  return value
    .replace(/[\\"$`]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
}
