import type { ReviewedResource } from '../../access/model.ts';
import { shapeOf } from '../../access/read/arns.ts';
import { exportNames, outputValue } from '../../access/read/exports.ts';
import type { TemplateScope } from '../../access/read/scope.ts';
import { resolveTemplate, reviewedTemplate } from '../../access/read/template.ts';
import { mapTexts, SYMBOL } from '../../access/symbols.ts';
import { type Place, pseudoParameters } from '../../deployment/readback/concrete.ts';
import { deployedScope } from '../../deployment/readback/expected.ts';
import { filled } from '../../deployment/readback/physical.ts';
import type { ProvedStack } from '../deployment.ts';

/** A stack that may be deployed. */
export interface Plan {
  stack: string;
  file: string;
  stackName: string;
  place: Place;
  /** Of its template, as `stacksOf` has it. */
  scope: TemplateScope;
  /** Null: not known. */
  parameters: ReadonlyMap<string, string | null>;
}

/**
 * All that a stack may be made of: each condition turns out either way, as a parameter's next value may have it. Names
 * that only deploying makes known are made up.
 * @param exports of all stacks, by name
 */
export function plannedStack(plan: Plan, exports: ReadonlyMap<string, string>): ProvedStack {
  const { stack, file, stackName, place, scope, parameters } = plan;
  const pseudo = pseudoParameters(place, stackName);
  const known = deployedScope(scope, { parameters, exports }, pseudo);
  const found = resolveTemplate(file, { ...known, unresolved: new Map(), texts: new Map() });
  const { resources, documents } = reviewedTemplate(file, found, () => found);
  const symbols = new Map([...pseudo, ...resources.flatMap((resource) => named(resource, stackName, pseudo))]);
  const settled = <T>(value: T) => withoutSymbols(filled(value, symbols));
  return {
    ...{ stack, file, stackName, region: place.region, symbols },
    resources: resources.map((one) => ({ ...one, properties: settled(one.properties) })),
    documents: documents.map((one) => ({ ...one, value: settled(one.value) })),
  };
}

/** What a planned stack exports, by name. */
export function exportsOf(plan: Plan, { symbols }: ProvedStack): [name: string, value: string][] {
  const { place, stackName, scope, parameters } = plan;
  const known = deployedScope(scope, { parameters, exports: new Map() }, pseudoParameters(place, stackName));
  return [...exportNames(known)].flatMap(([name, output]) => {
    const value = outputValue(known, output)?.value;
    return typeof value === 'string' ? [[name, filled(value, symbols)]] : [];
  });
}

function named(
  { logicalId, type, properties }: ReviewedResource,
  stackName: string,
  pseudo: ReadonlyMap<string, string>,
): [symbol: string, text: string][] {
  const shape = shapeOf(type);
  const given = shape?.name ? filled(properties[shape.name], pseudo) : undefined;
  const name = typeof given === 'string' && !given.includes('${') ? given : madeName(type, stackName, logicalId);
  const path = typeof properties.Path === 'string' ? properties.Path : '/';
  const arn = shape?.arn?.replace('{path}', path).replace('{name}', name);
  return [
    [logicalId, name],
    ...(arn === undefined ? [] : [[`${logicalId}.Arn`, filled(arn, pseudo)] as [string, string]]),
  ];
}

/**
 * Where a template may give a name, CloudFormation makes one of the stack's; anything else has an id that says nothing.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 */
function madeName(type: string, stackName: string, logicalId: string): string {
  if (!shapeOf(type)?.name) return `${logicalId}0123456789AB`;
  const name = `${stackName}-${logicalId}-0123456789AB`;
  return type === 'AWS::S3::Bucket' ? name.toLowerCase() : name;
}

/** Of attributes that only the service knows no policy's pattern depends. */
function withoutSymbols<T>(value: T): T {
  return mapTexts(value, (text) => text.replaceAll(SYMBOL, 'example')) as T;
}
