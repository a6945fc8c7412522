import type { ReviewedParameter, ReviewedResource } from '../../access/model.ts';
import { isWrittenSecret, secretIn } from '../../access/secrets.ts';
import { hasNoEcho } from '../../template/no-echo.ts';
import type { Path } from '../../template/source.ts';
import type { Rule, RuleFinding, Surroundings } from '../model.ts';
import { metadataSecrets, type NamedText, namedTexts, secretTexts } from './facts/secret-properties.ts';

const REFERENCE = "'{{resolve:secretsmanager:name:SecretString:password}}'";

/** Metadata is shown whole, what a parameter with NoEcho says too; dynamic references are for properties. */
const READ_THERE = 'read it with secretsmanager:GetSecretValue, by the role of the instance';

/** Where the service makes the password itself, and keeps it (AWS CloudFormation Template Reference, of each type). */
const MANAGED: Record<string, string> = {
  'AWS::RDS::DBInstance': 'ManageMasterUserPassword: true',
  'AWS::RDS::DBCluster': 'ManageMasterUserPassword: true',
  'AWS::Redshift::Cluster': 'ManageMasterPassword: true',
  'AWS::RedshiftServerless::Namespace': 'ManageAdminPassword: true',
};

/** A secret in a resource, from its top. */
interface Written {
  text: string;
  path: Path;
  /** As the message names it. */
  name: string;
  fix: string;
}

export const secretInProperty: Rule = {
  id: 'secret-in-property',
  code: null,
  severity: 'error',
  summary: 'A password written into a template',
  why: 'The repository and every reader of the stack have it (AWS CloudFormation User Guide, "Security best practices for AWS CloudFormation": do not embed credentials).',
  check: {
    of: 'resource',
    look: (resource, all) =>
      [...inProperties(resource), ...inMetadata(resource), ...inNamed(resource)].map((written) =>
        told(written, resource, all),
      ),
  },
};

function inProperties({ type, properties }: ReviewedResource): Written[] {
  const managed = Object.hasOwn(MANAGED, type) ? `${MANAGED[type]}, or ` : '';
  const fix = type === 'AWS::SecretsManager::Secret' ? 'GenerateSecretString: {}' : `${managed}${REFERENCE}`;
  return secretTexts(type, properties)
    .filter(({ text }) => isWrittenSecret(text))
    .map(({ text, path }) => ({ text, path: ['Properties', ...path], name: nameOf(path), fix }));
}

function inMetadata({ metadata }: ReviewedResource): Written[] {
  return metadataSecrets(metadata)
    .filter(({ text }) => isWrittenSecret(text))
    .map(({ text, path }) => ({
      ...{ text, path: ['Metadata', ...path], name: nameOf(path.slice(1)) },
      fix: path.at(-1) === 'secretKey' ? 'type: S3 and roleName: !Ref Role, without keys' : READ_THERE,
    }));
}

/** Texts that are secrets by the name beside them. */
function inNamed(resource: ReviewedResource): Written[] {
  return namedIn(resource)
    .filter(({ name, text }) => secretIn(name, text))
    .map(({ name, text, path }) => ({ text, path: ['Properties', ...path], name, fix: namedFix(resource, name) }));
}

function namedIn({ type, logicalId, properties }: ReviewedResource): NamedText[] {
  if (type === 'AWS::ECS::TaskDefinition') return namedTexts(properties, ['ContainerDefinitions', 'Environment']);
  if (type === 'AWS::CodeBuild::Project')
    return namedTexts(properties, ['Environment', 'EnvironmentVariables']).filter(
      ({ fields }) => fields.Type === undefined || fields.Type === 'PLAINTEXT',
    );
  if (type !== 'AWS::SSM::Parameter') return [];
  const { Name: given } = properties;
  const name = typeof given === 'string' && !given.endsWith('}') ? given : logicalId;
  // CloudFormation makes no SecureString: every such text can be read.
  return namedTexts({ ...properties, Name: name.split('/').at(-1) }, []);
}

function namedFix({ type }: ReviewedResource, name: string): string {
  if (type === 'AWS::ECS::TaskDefinition') return `Secrets: [{Name: ${name}, ValueFrom: !Ref Secret}]`;
  if (type === 'AWS::CodeBuild::Project') return `{Name: ${name}, Type: SECRETS_MANAGER, Value: !Ref Secret}`;
  return 'Type: AWS::SecretsManager::Secret, with GenerateSecretString';
}

/** At the default of a parameter, where that is what is written. */
function told({ text, path, name, fix }: Written, resource: ReviewedResource, all: Surroundings): RuleFinding {
  const parameter = parameterOf(text, resource, all);
  const at = resource.at(path);
  const rest = { logicalId: resource.logicalId, statement: null };
  if (parameter === undefined) return { message: `${name} is written into the template`, fix, at, ...rest };
  return {
    message: `${name} is written into the template: the Default of ${parameter.name}`,
    fix: `${parameter.name} without a Default, or ${fix}`,
    at: parameter.defaultAt ?? parameter.at,
    ...rest,
  };
}

/** A parameter whose value NoEcho hides everywhere but in the template itself. */
function parameterOf(text: string, { template }: ReviewedResource, { reviewed }: Surroundings) {
  const parameters = reviewed.templates.find(({ file }) => file === template)?.parameters ?? [];
  return parameters.find((one: ReviewedParameter) => hasNoEcho(one.declaration) && one.declaration.Default === text);
}

function nameOf(path: Path): string {
  return path.filter((step) => typeof step === 'string').join('.');
}
