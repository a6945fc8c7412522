import { shapeOf } from '../access/read/arns.ts';
import type { Account, Deployed } from './deployed.ts';
import type { Target } from './named.ts';

/** A resource in the language of the repository's policy documents: `${LabTable.Arn}`. */
export function arnFor(resource: Deployed, stack: string, account: Account): string {
  const symbol = resource.stack === stack ? symbolOf(resource) : null;
  // Documents can name what is in their own template only.
  return symbol ?? withPseudoParameters(resource.arn ?? '', account);
}

/** What a statement in a document of `stack` names to speak of the target and of nothing else. */
export function patternFor({ arn, resource, rest }: Target, stack: string, account: Account): string {
  if (resource === null) return withPseudoParameters(arn, account);
  const whole = arnFor(resource, stack, account);
  // A log group's ARN stands for all that is in it.
  return resource.type === 'AWS::Logs::LogGroup' ? whole : `${whole}${rest}`;
}

function symbolOf({ type, logicalId }: Deployed): string | null {
  const shape = shapeOf(type);
  if (shape === undefined) return `\${${logicalId}.Arn}`;
  const [attribute] = shape.arns;
  if (attribute !== undefined) return `\${${logicalId}.${attribute}}`;
  return shape.ref === 'arn' ? `\${${logicalId}}` : null;
}

function withPseudoParameters(arn: string, { account, region }: Account): string {
  return arn
    .replace(/^arn:aws:/, 'arn:${AWS::Partition}:')
    .replaceAll(account, () => '${AWS::AccountId}')
    .replaceAll(region, () => '${AWS::Region}');
}
