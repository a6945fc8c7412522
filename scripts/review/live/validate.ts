import {
  type PathElement,
  type PolicyType,
  ValidatePolicyCommand,
  type ValidatePolicyFinding,
  type ValidatePolicyResourceType,
} from '@aws-sdk/client-accessanalyzer';
import type { Reviewed, ReviewedDocument } from '../../access/model.ts';
import { allPages } from '../../aws/pages.ts';
import type { Asking } from '../../deployment/readback/asking.ts';
import type { LiveClients } from '../../deployment/readback/clients.ts';
import { concrete, isMadeUp, type Place } from '../../deployment/readback/concrete.ts';
import { liveFinding } from '../../deployment/readback/finding.ts';
import { inTurns } from '../../deployment/readback/in-turns.ts';
import type { Severity } from '../../template/finding.ts';
import { own } from '../../template/own.ts';
import type { Path } from '../../template/source.ts';
import { isMap } from '../../template/walk.ts';
import type { ReviewFinding } from '../check.ts';

interface Kind {
  policyType: PolicyType;
  validatePolicyResourceType?: ValidatePolicyResourceType;
}

const RESOURCES: Record<string, ValidatePolicyResourceType> = {
  'AWS::S3::BucketPolicy': 'AWS::S3::Bucket',
  'AWS::S3::AccessPoint': 'AWS::S3::AccessPoint',
  'AWS::S3::MultiRegionAccessPointPolicy': 'AWS::S3::MultiRegionAccessPoint',
  'AWS::S3ObjectLambda::AccessPointPolicy': 'AWS::S3ObjectLambda::AccessPoint',
  'AWS::DynamoDB::Table': 'AWS::DynamoDB::Table',
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-policy-validation.html */
const SEVERITIES: Record<string, Severity> = {
  ERROR: 'error',
  SECURITY_WARNING: 'warning',
  WARNING: 'warning',
  SUGGESTION: 'suggestion',
};

/**
 * What IAM Access Analyzer says of every document, beside what the rules say already.
 * https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicy.html
 * @param known what the rules found: the same code at the same place is told once
 */
export async function validated(
  clients: Pick<LiveClients, 'accessAnalyzer'>,
  { templates, documents }: Reviewed,
  known: readonly ReviewFinding[],
  place: Place,
  { ask }: Asking,
): Promise<ReviewFinding[]> {
  const all = [...templates.flatMap((template) => template.documents), ...documents];
  const answers = new Map<string, Promise<ValidatePolicyFinding[]>>();
  const found = await inTurns(all, async (document) => {
    const input = { ...kindOf(document), policyDocument: JSON.stringify(concrete(document.value, place)) };
    const key = JSON.stringify(input);
    const answer = answers.get(key) ?? asked();
    answers.set(key, answer);
    return (await answer).flatMap((one) => told(one, document));

    async function asked(): Promise<ValidatePolicyFinding[]> {
      const pages = await ask('access-analyzer:ValidatePolicy', null, () =>
        allPages(async (nextToken) => {
          const page = await clients.accessAnalyzer.send(new ValidatePolicyCommand({ ...input, nextToken }));
          return { items: page.findings, next: page.nextToken };
        }),
      );
      return pages?.value ?? [];
    }
  });
  return found.flat().filter((one) => !known.some((other) => isSame(one, other)));
}

function kindOf({ kind, owner, value }: ReviewedDocument): Kind {
  if (kind === 'scp') return { policyType: 'SERVICE_CONTROL_POLICY' };
  if (kind === 'rcp') return { policyType: 'RESOURCE_CONTROL_POLICY' };
  if (kind === 'trust')
    return { policyType: 'RESOURCE_POLICY', validatePolicyResourceType: 'AWS::IAM::AssumeRolePolicyDocument' };
  if (kind !== 'resource' && !(kind === 'unknown' && hasPrincipal(value))) return { policyType: 'IDENTITY_POLICY' };
  const type = own(RESOURCES, owner?.type ?? '');
  return { policyType: 'RESOURCE_POLICY', ...(type ? { validatePolicyResourceType: type } : {}) };
}

function hasPrincipal(value: unknown): boolean {
  const statements = isMap(value) ? [value.Statement].flat() : [];
  return statements.some(
    (one) => isMap(one) && (Object.hasOwn(one, 'Principal') || Object.hasOwn(one, 'NotPrincipal')),
  );
}

function told(finding: ValidatePolicyFinding, document: ReviewedDocument): ReviewFinding[] {
  const { findingDetails = '', findingType = '', issueCode = '', learnMoreLink = '' } = finding;
  const { path, isKey } = placeOf(finding.locations?.[0]?.path ?? []);
  // What is put in an ARN's place has not the ARN's service: AWS would speak of that alone.
  if (isMadeUp(valueAt(document.value, path))) return [];
  const [element, index] = path;
  const statement = element === 'Statement' ? (typeof index === 'number' ? index : 0) : null;
  return [
    liveFinding({
      rule: 'access-analyzer',
      severity: SEVERITIES[findingType] ?? 'warning',
      message: `AWS says ${issueCode}: ${findingDetails}`,
      fix: `see ${learnMoreLink}`,
      at: isKey ? document.keyAt(path) : document.at(path),
      logicalId: document.owner?.logicalId ?? null,
      code: issueCode,
      statement,
      same: [issueCode, JSON.stringify(valueAt(document.value, path.slice(0, 2))) ?? '', JSON.stringify(path.slice(2))],
    }),
  ];
}

/** `key` is the key itself, `value` what stands under it; a part of a text is at the text. */
function placeOf(elements: readonly PathElement[]): { path: Path; isKey: boolean } {
  const path = elements.flatMap(({ index, key, value }) => index ?? key ?? value ?? []);
  return { path, isKey: elements.at(-1)?.key !== undefined };
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((found, step) => (found as Record<string | number, unknown> | null)?.[step], value);
}

function isSame(one: ReviewFinding, other: ReviewFinding): boolean {
  if (one.code !== other.code || one.file !== other.file) return false;
  if (one.line === other.line) return true;
  return one.statement !== null && one.statement === other.statement && one.logicalId === other.logicalId;
}
