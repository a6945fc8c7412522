import { scalarText } from '../template/scalar-text.ts';
import { resolveText, type Scope } from './resolve.ts';

type Template = Record<string, unknown>;

/** What a template says about its place among the other stacks. */
export interface TemplateFacts {
  /** Names that its outputs export. */
  exports: string[];
  /** Names that it imports. */
  imports: string[];
  /** Names of the buckets that it creates, as far as they are known beforehand. */
  buckets: string[];
}

/** Where a stack is, and what it is called there. */
export interface Place {
  accountId: string;
  region: string;
  partition: string;
  stackName: string;
}

export function templateFacts(template: Template, scope: Scope): TemplateFacts {
  const outputs = Object.values(section(template, 'Outputs')).map((output) => field(field(output, 'Export'), 'Name'));
  const buckets = Object.values(section(template, 'Resources'))
    .filter((resource) => field(resource, 'Type') === 'AWS::S3::Bucket')
    .map((bucket) => field(field(bucket, 'Properties'), 'BucketName'));
  return {
    exports: known(outputs, scope),
    imports: known(importedNames(template), scope),
    buckets: known(buckets, scope),
  };
}

/** Names of the roles that it creates, as far as they are known beforehand. */
export function madeRoles(template: Template, scope: Scope): string[] {
  const roles = Object.values(section(template, 'Resources')).filter(
    (resource) => field(resource, 'Type') === 'AWS::IAM::Role',
  );
  return known(
    roles.map((role) => field(field(role, 'Properties'), 'RoleName')),
    scope,
  );
}

/** Parameters as the stack gets them (the template's defaults below), and the pseudo parameters. */
export function scopeOf(template: Template, parameters: Record<string, string>, place: Place): Scope {
  const defaults = Object.entries(section(template, 'Parameters')).flatMap(([name, parameter]) => {
    const value = field(parameter, 'Default');
    return typeof value === 'string' || typeof value === 'number' ? [[name, scalarText(value)] as const] : [];
  });
  return new Map([
    ...defaults,
    ...Object.entries(parameters),
    ['AWS::AccountId', place.accountId],
    ['AWS::Region', place.region],
    ['AWS::Partition', place.partition],
    ['AWS::URLSuffix', place.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'],
    ['AWS::StackName', place.stackName],
  ]);
}

function importedNames(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(importedNames);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'Fn::ImportValue' ? [inner, ...importedNames(inner)] : importedNames(inner),
  );
}

function known(values: unknown[], scope: Scope): string[] {
  const names = values.flatMap((value) => (value === undefined ? [] : [resolveText(value, scope)]));
  return [...new Set(names)].filter((name) => name !== null).sort();
}

function section(template: Template, name: string): Record<string, unknown> {
  const value = template[name];
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
