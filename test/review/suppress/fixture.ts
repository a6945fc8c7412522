import type { TestContext } from 'node:test';
import { readForReview } from '../../../scripts/access/read/read.ts';
import { RULES } from '../../../scripts/review/rules/index.ts';
import { applySuppressions } from '../../../scripts/review/suppress/apply.ts';
import { readSuppressions } from '../../../scripts/review/suppress/read.ts';
import { folder } from '../../access/read/fixture.ts';
import { check } from '../rules/cases.ts';

export const TODAY = '2027-01-15';
export const REASON = 'the audit of 2027 accepts this';

/** All findings of these files on a day, suppressions applied. */
export async function reviewedOn(t: TestContext, files: Record<string, string | Uint8Array>, today = TODAY) {
  const root = await folder(t, files);
  const reviewed = await readForReview(root);
  return applySuppressions(check(reviewed, RULES), await readSuppressions(root, reviewed), reviewed, today);
}

/** The findings of one rule: their line, and whether they are suppressed. */
export async function told(t: TestContext, files: Record<string, string>, rule: string, today = TODAY) {
  const found = await reviewedOn(t, files, today);
  return found.filter((one) => one.rule === rule).map(({ message, suppressed }) => [message, suppressed]);
}

/** What is wrong with the suppressions. */
export async function problems(t: TestContext, files: Record<string, string | Uint8Array>, today = TODAY) {
  const found = await reviewedOn(t, files, today);
  return found
    .filter(({ rule }) => rule.startsWith('suppression-'))
    .map(({ rule, file, line, column, message, fix }) => ({ rule, at: `${file}:${line}:${column}`, message, fix }));
}

/** One suppression in JSON, which is YAML as well. */
export function suppression(said: Record<string, unknown>): string {
  return JSON.stringify({ rule: 'wildcard-action', reason: REASON, expires: '2027-06-30', ...said });
}

/** A template with a policy, its suppressions in its metadata. */
export function policy(statements: string[], suppressions: string[], more = ''): string {
  return `Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Metadata:
      Stackwarden:
        Suppress: [${suppressions.join(', ')}]
    Properties:
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
${statements.map((statement) => `          - ${statement}`).join('\n')}
${more}`;
}

export function allow(action: string, more = ''): string {
  return `{Sid: Read, Effect: Allow, Action: ${action}, Resource: 'arn:aws:s3:::reports'${more}}`;
}
