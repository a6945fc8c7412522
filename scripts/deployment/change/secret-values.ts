import { SECRET_PROPERTIES } from '../../access/secret-properties.ts';
import { looksSecret, secretIn } from '../../access/secrets.ts';
import { own } from '../../template/own.ts';

/** Of cfn-init (AWS CloudFormation Template Reference, "AWS::CloudFormation::Authentication"). */
const METADATA_SECRET = /^Metadata\.AWS::CloudFormation::Authentication\.[^.]*\.(password|secretKey)$/;

/** Temporary access keys, and secret keys: 40 characters of base64, which a hash in lower-case hex is not. */
const KEY_OF_AWS =
  /\bASIA[0-9A-Z]{16}\b|(?<![\w/+=.-])(?=[\w/+]*[A-Z])(?=[\w/+]*[a-z])(?=[\w/+]*\d)[A-Za-z0-9/+]{40}(?![\w/+=.-])/;

/** Whether a property is a secret by its type; `path` has names with points between. */
export function isSecretProperty(type: string, path: string): boolean {
  if (METADATA_SECRET.test(path)) return true;
  const steps = path.split('.');
  return (own(SECRET_PROPERTIES, type) ?? []).some((name) => {
    const wanted = name.split('.');
    return wanted.length === steps.length && wanted.every((step, index) => isStep(step, steps[index] ?? ''));
  });
}

/** Properties of any type that are maps or lists and often hold secrets under names of their own. */
const WITH_NAMES_INSIDE = new Set([
  ...['Environment', 'EnvironmentVariables', 'ContainerDefinitions', 'OptionSettings', 'Parameters', 'Variables'],
  ...['DefaultArguments', 'StageVariables', 'Metadata'],
]);

/**
 * Whether names inside of a property tell its secrets. A mere text in its place is one that CloudFormation took out of it,
 * from a name that a change does not tell.
 */
export function hasSecretsInside(type: string, property: string): boolean {
  const isAbove = (name: string) => name.startsWith(`${property}.`);
  return WITH_NAMES_INSIDE.has(property) || (own(SECRET_PROPERTIES, type) ?? []).some(isAbove);
}

/** `*` stands for any text at the start of a name. */
function isStep(wanted: string, step: string): boolean {
  return wanted.startsWith('*') ? step.endsWith(wanted.slice(1)) : wanted === step;
}

/** Whether a text is the secret itself, by the name that it has and by what it looks like. */
export function isSecretText(name: string, text: string): boolean {
  if (/^\{\{resolve:[^}]*\}\}$/.test(text)) return false;
  return secretIn(name, text) || looksSecret(text) || KEY_OF_AWS.test(text);
}
