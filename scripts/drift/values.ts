import { secretIn } from '../access/secrets.ts';

/** Characters of a value that are shown. */
const SHOWN = 200;

/** A value of a property for a log or an issue, which more people read than may read the account. */
export function shownValue(path: string, value: string): string {
  if (isSecret(path.split('/').at(-1) ?? '', value)) return '(not shown)';
  return value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value || '(nothing)';
}

/** CloudFormation gives a part of a resource as JSON: its keys count as much as the property's own name. */
function isSecret(name: string, value: string): boolean {
  if (secretIn(name, value)) return true;
  const pairs = [...value.matchAll(/"([^"\\]+)"\s*:\s*"((?:[^"\\]|\\.)*)"/g)];
  return pairs.some(([, key = '', text = '']) => secretIn(key, text));
}
