import { mistakeAt } from './mistake.ts';
import { didYouMean } from './near-names.ts';
import type { Source } from './source.ts';
import { isMap } from './walk.ts';

/**
 * A secret whose version a parameter carries. Its template says so:
 *
 *     Metadata:
 *       Stackwarden:
 *         VersionParameter: ApiKeyVersion   # empty: the version that is current when the stack is made
 *
 * CloudFormation looks a secret up again only when the text of a dynamic reference changes, so a reference that is to
 * follow the secret has its version id in it: `{{resolve:secretsmanager:<secret>:SecretString:::<version id>}}`.
 */
export interface VersionedSecret {
  logicalId: string;
  /** The parameter's name. */
  parameter: string;
}

export function versionedSecrets(source: Source): VersionedSecret[] {
  const template = isMap(source.value) ? source.value : {};
  const resources = isMap(template.Resources) ? template.Resources : {};
  const parameters = isMap(template.Parameters) ? Object.keys(template.Parameters) : [];
  return Object.entries(resources).flatMap(([logicalId, resource]) => {
    const settings = isMap(resource) && isMap(resource.Metadata) ? resource.Metadata.Stackwarden : undefined;
    if (!isMap(resource) || !isMap(settings) || settings.VersionParameter === undefined) return [];
    const path = ['Resources', logicalId, 'Metadata', 'Stackwarden', 'VersionParameter'];
    if (resource.Type !== 'AWS::SecretsManager::Secret') {
      throw mistakeAt(source.keyAt(path), 'only a secret has versions: move VersionParameter to one');
    }
    const parameter = settings.VersionParameter;
    if (typeof parameter === 'string' && parameters.includes(parameter)) return [{ logicalId, parameter }];
    const written = typeof parameter === 'string' ? parameter : '';
    const message = `VersionParameter takes the name of a parameter of this template${didYouMean(written, parameters)}`;
    throw mistakeAt(source.at(path), message);
  });
}

/** The resources with a dynamic reference that has the secret's version in it: those that change with it. */
export function madeOfVersion(source: Source, { parameter }: VersionedSecret): { logicalId: string; type: unknown }[] {
  const resources = isMap(source.value) && isMap(source.value.Resources) ? source.value.Resources : {};
  const name = parameter.replace(/\W/g, '\\$&');
  // In the text of a Sub, or as a part of a Join.
  const reference = new RegExp(
    `\\{\\{resolve:secretsmanager:([^"]*\\$\\{${name}\\}|[^"]*",([^\\]]*,)?\\{"Ref":"${name}"\\})`,
  );
  return Object.entries(resources).flatMap(([logicalId, resource]) => {
    const isMade = isMap(resource) && reference.test(JSON.stringify(resource.Properties ?? null));
    return isMade ? [{ logicalId, type: resource.Type }] : [];
  });
}
