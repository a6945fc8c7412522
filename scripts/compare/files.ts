import { UserError } from '../cli/errors.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import type { Output } from '../cli/output.ts';
import { compare, type Difference, type Knowledge } from '../iam/compare/compare.ts';
import { compareResourcePolicies } from '../iam/compare/resource-policies.ts';
import { NO_POLICIES, type Policies } from '../iam/decide/evaluate.ts';
import type { PolicyDocument } from '../iam/policy/document.ts';
import { readPolicyFile } from '../iam/policy/policy-file.ts';
import { differenceLines } from './render.ts';

export interface FilesOptions {
  principal: string | undefined;
  resource: boolean;
}

/** Whether the words name policy documents; else they name commits. */
export function areFiles(words: readonly string[]): boolean {
  return words.some((word) => word.toLowerCase().endsWith('.json'));
}

/** Compares two policy documents in files. */
export async function files(
  names: string[],
  { principal, resource }: FilesOptions,
  root: string,
  out: Output,
  knowledge: Knowledge,
): Promise<ExitCode> {
  const [old, changed, ...more] = names;
  if (old === undefined || changed === undefined || more.length > 0) {
    throw new UserError('name two policy documents: npm run compare -- old.json new.json');
  }
  if (principal !== undefined && !principal.startsWith('arn:')) {
    throw new UserError(`--principal takes an ARN such as arn:aws:iam::111122223333:role/App, not '${principal}'`);
  }
  const [before, after] = await Promise.all([readPolicyFile(root, old), readPolicyFile(root, changed)]);
  const ofResource = resource || [before, after].some(({ document }) => hasPrincipal(document));
  const difference = ofResource
    ? compareResourcePolicies(before.document, after.document, principal ?? null, knowledge)
    : compare(identityOnly(before.document), identityOnly(after.document), principal ?? null, knowledge);
  for (const line of differenceLines(difference)) out.say(line);
  out.document({ formatVersion: 1, ...difference });
  return exitCode(difference);
}

function exitCode({ verdict }: Difference): ExitCode {
  return verdict === 'equal' || verdict === 'narrower' ? EXIT.done : EXIT.findings;
}

function hasPrincipal({ statements }: PolicyDocument): boolean {
  return statements.some(({ principal }) => principal !== null);
}

function identityOnly(document: PolicyDocument): Policies {
  return { ...NO_POLICIES, identityPolicies: [document] };
}
