const YAML_11_BOOLEANS: Record<string, boolean> = { yes: true, no: false, on: true, off: false };
const BOOLEANS: Record<string, boolean> = { true: true, false: false };

/** CloudFormation reads YAML 1.1, where `yes` is true; files of our own are YAML 1.2. */
export type Dialect = 'cloudformation' | 'plain';

/**
 * What an unquoted scalar means. A number is one only when it is written the way that JSON would write it: `007`,
 * `1.10` and `012345678901` (an account id) keep their text, as do dates such as a policy's `2012-10-17`.
 */
export function plainScalar(text: string, dialect: Dialect): unknown {
  if (text === '' || text === '~' || /^(?:null|Null|NULL)$/.test(text)) return null;
  const number = Number(text);
  if (Number.isFinite(number) && String(number) === text) return number;
  return booleanOf(text, dialect) ?? text;
}

function booleanOf(text: string, dialect: Dialect): boolean | undefined {
  const lower = text.toLowerCase();
  const wellCased = text === lower || text === text.toUpperCase() || text === lower[0]?.toUpperCase() + lower.slice(1);
  if (!wellCased) return undefined;
  if (Object.hasOwn(BOOLEANS, lower)) return BOOLEANS[lower];
  return dialect === 'cloudformation' && Object.hasOwn(YAML_11_BOOLEANS, lower) ? YAML_11_BOOLEANS[lower] : undefined;
}
