import type { ChangeDetail, ResourceChange } from '../../aws/changes.ts';
import { scalarText } from '../../template/scalar-text.ts';
import { isMap } from '../../template/walk.ts';
import { hasSecretsInside, isSecretProperty, isSecretText } from './secret-values.ts';

/** What stands for a secret, as CloudFormation itself writes it. */
const MASK = '****';

/**
 * The changes without secrets: properties that are secrets by their type, texts under a name that says so, and what
 * looks like a key. A reference to where a secret is kept (`{{resolve:secretsmanager:…}}`) is none, nor is one to a
 * parameter.
 */
export function maskedChanges(changes: readonly ResourceChange[]): ResourceChange[] {
  return changes.map((change) => ({ ...change, details: change.details.map((detail) => masked(change.type, detail)) }));
}

function masked(type: string, detail: ChangeDetail): ChangeDetail {
  const path = detail.target.replace(/^Properties\./, '');
  const hide = (text: string | null) => (text === null ? null : maskedText({ type, path, isSecret: false }, text));
  return { ...detail, before: hide(detail.before), after: hide(detail.after) };
}

/** Where a value stands: its names below the properties, lists have none. */
interface Place {
  type: string;
  path: string;
  /** It stands in a property that is a secret as a whole. */
  isSecret: boolean;
}

function maskedText(place: Place, text: string): string {
  // Lists and maps come as JSON; `{{resolve:` is text.
  if (!/^\s*(\[|\{(?!\{))/.test(text)) {
    const isSecret = hasSecretsInside(place.type, place.path);
    return maskedLeaf({ ...place, isSecret }, text) as string;
  }
  try {
    return JSON.stringify(maskedValue(place, JSON.parse(text)));
  } catch {
    // CloudFormation cuts long values off: then nobody can tell under which name a text stands.
    return text.includes('"') ? MASK : (maskedLeaf(place, text) as string);
  }
}

function maskedValue(place: Place, value: unknown): unknown {
  const here = { ...place, isSecret: place.isSecret || isSecretProperty(place.type, place.path) };
  if (Array.isArray(value)) return value.map((item) => maskedValue(here, item));
  if (!isMap(value)) return maskedLeaf(here, value);
  if (isReference(value)) return value;
  const called = nameBeside(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      const inner = { ...here, path: stepTo(here.path, key) };
      const isNamed = /value$/i.test(key) && called !== null && isText(part) && isSecretText(called, scalarText(part));
      return [key, isNamed ? MASK : maskedValue(inner, part)];
    }),
  );
}

/** The argument of a function stands where the function does. */
function stepTo(path: string, key: string): string {
  return key.startsWith('Fn::') ? path : `${path}.${key}`;
}

function maskedLeaf({ type, path, isSecret }: Place, value: unknown): unknown {
  if (!isText(value)) return value;
  const text = scalarText(value);
  if (isSecret || isSecretProperty(type, path)) return isKeptElsewhere(text) ? value : MASK;
  return isSecretText(path.split('.').at(-1) ?? '', text) ? MASK : value;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

/** Nothing but references, `${DbPassword}` or `{{resolve:…}}`. */
function isKeptElsewhere(text: string): boolean {
  return text.replace(/\$\{[^}]*\}/g, '').replace(/\{\{resolve:[^}]*\}\}/g, '') === '';
}

function isReference(value: Record<string, unknown>): boolean {
  const [key = '', ...others] = Object.keys(value);
  return others.length === 0 && ['Ref', 'Fn::GetAtt', 'Fn::ImportValue'].includes(key);
}

/** The environment of a container, options of Elastic Beanstalk and so on have the name beside the value. */
function nameBeside(value: Record<string, unknown>): string | null {
  const names = [value.Name, value.OptionName, value.Key, value.ParameterKey, value.name, value.key];
  return names.find((name) => typeof name === 'string') ?? null;
}
