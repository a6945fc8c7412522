import { hasNoEcho } from '../../template/no-echo.ts';
import { own } from '../../template/own.ts';
import { scalarText } from '../../template/scalar-text.ts';
import { isMap } from '../../template/walk.ts';
import type { Scope } from '../resolve.ts';
import { conditionsOf } from './conditions.ts';
import { NO_VALUE, settle } from './settle.ts';

/** A template with its conditions decided and what is known before deploying filled in. */
export interface SettledTemplate {
  resources: Record<string, SettledResource>;
  outputs: Record<string, SettledOutput>;
}

interface SettledOutput {
  value: unknown;
  /** Null: it is not exported. */
  exportName: unknown;
}

export interface SettledResource {
  type: string;
  properties: Record<string, unknown>;
  metadata: unknown;
  /** `Delete`, `Retain`, `RetainExceptOnCreate` or `Snapshot`; what is not said is what CloudFormation takes. */
  deletionPolicy: string;
  updateReplacePolicy: string;
  creationPolicy: unknown;
  updatePolicy: unknown;
  dependsOn: string[];
}

type Template = Record<string, unknown>;

/**
 * Where `Snapshot` means something; for any other type CloudFormation deletes without one.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
const WITH_SNAPSHOTS = new Set([
  'AWS::DocDB::DBCluster',
  'AWS::EC2::Volume',
  'AWS::ElastiCache::CacheCluster',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::Neptune::DBCluster',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::Redshift::Cluster',
]);

/**
 * Decides conditions and fills in parameters, pseudo parameters, mappings and the functions of text over them. What
 * depends on a resource, on an import or on a parameter with NoEcho stays as it is written, and so does what is malformed.
 */
export function settledTemplate(template: Template, scope: Scope): SettledTemplate {
  const known = {
    scope: knownScope(template, scope),
    lists: listsOf(template),
    mappings: section(template, 'Mappings'),
  };
  const settling = { ...known, conditions: conditionsOf(template, known) };
  const isOut = ({ Condition }: Record<string, unknown>) =>
    typeof Condition === 'string' && settling.conditions.get(Condition) === false;
  const resources = Object.entries(section(template, 'Resources')).flatMap(([id, resource]) => {
    if (!isMap(resource) || isOut(resource)) return [];
    return [[id, settledResource(resource, (value) => settle(value, settling))] as const];
  });
  const outputs = Object.entries(section(template, 'Outputs')).flatMap(([id, output]) => {
    if (!isMap(output) || isOut(output)) return [];
    const exportName = isMap(output.Export) ? given(settle(output.Export.Name, settling)) : null;
    return [[id, { value: given(settle(output.Value, settling)), exportName }] as const];
  });
  return { resources: Object.fromEntries(resources), outputs: Object.fromEntries(outputs) };
}

function settledResource(resource: Record<string, unknown>, fill: (value: unknown) => unknown): SettledResource {
  const type = scalarText(resource.Type);
  const filled = fill(resource.Properties ?? {});
  const properties = isMap(filled) ? filled : {};
  return {
    type,
    properties,
    metadata: given(fill(resource.Metadata)),
    deletionPolicy: policyOf(type, fill(resource.DeletionPolicy), deletionByDefault(type, properties)),
    updateReplacePolicy: policyOf(type, fill(resource.UpdateReplacePolicy), 'Delete'),
    creationPolicy: given(fill(resource.CreationPolicy)),
    updatePolicy: given(fill(resource.UpdatePolicy)),
    dependsOn: [resource.DependsOn ?? []].flat().filter((id) => typeof id === 'string'),
  };
}

function given(value: unknown): unknown {
  return value === NO_VALUE || value === undefined ? null : value;
}

/** "The default policy is Snapshot for AWS::RDS::DBCluster and for AWS::RDS::DBInstance without DBClusterIdentifier." */
function deletionByDefault(type: string, properties: Record<string, unknown>): string {
  if (type === 'AWS::RDS::DBCluster') return 'Snapshot';
  return type === 'AWS::RDS::DBInstance' && properties.DBClusterIdentifier === undefined ? 'Snapshot' : 'Delete';
}

/** A policy that is not known counts as the one that saves nothing. */
function policyOf(type: string, value: unknown, otherwise: string): string {
  const policy = given(value) ?? otherwise;
  if (typeof policy !== 'string') return 'Delete';
  return policy === 'Snapshot' && !WITH_SNAPSHOTS.has(type) ? 'Delete' : policy;
}

/**
 * What is declared with NoEcho is filled in nowhere: plans are shown and kept. A parameter of Parameter Store says where
 * its value is, and not what it is.
 */
function knownScope(template: Template, scope: Scope): Scope {
  const declared = section(template, 'Parameters');
  const entries = [...scope].filter(([name]) => !hasNoEcho(own(declared, name)));
  return new Map(
    entries.map(([name, value]) => {
      const isStored = /^AWS::SSM::Parameter::Value</.test(typeOf(own(declared, name)));
      return [name, isStored ? `{{resolve:ssm:${value}}}` : value] as const;
    }),
  );
}

function listsOf(template: Template): Set<string> {
  const declared = Object.entries(section(template, 'Parameters'));
  return new Set(declared.filter(([, one]) => /^(CommaDelimitedList$|List<)/.test(typeOf(one))).map(([name]) => name));
}

function typeOf(declaration: unknown): string {
  return isMap(declaration) ? scalarText(declaration.Type) : '';
}

export function section(template: Template, name: string): Record<string, unknown> {
  const value = template[name];
  return isMap(value) ? value : {};
}
