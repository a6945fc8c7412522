import {
  CheckNoNewAccessCommand,
  type CheckNoNewAccessResponse,
  type ReasonSummary,
} from '@aws-sdk/client-accessanalyzer';
import type { AccessChanges } from '../../access/changes.ts';
import type { Reviewed, ReviewedDocument } from '../../access/model.ts';
import { type Pair, pairsOf, renamed } from '../../access/pairs.ts';
import { type Unit, unitKey, unitsOf } from '../../access/units.ts';
import type { Asking } from '../../deployment/readback/asking.ts';
import type { LiveClients } from '../../deployment/readback/clients.ts';
import { concrete, type Place } from '../../deployment/readback/concrete.ts';
import { liveFinding } from '../../deployment/readback/finding.ts';
import { inTurns } from '../../deployment/readback/in-turns.ts';
import type { ManagedPolicies } from '../../iam/catalog/managed-policies.ts';
import { isMap } from '../../template/walk.ts';
import type { ReviewFinding } from '../check.ts';

/** A statement of several documents in one, and where it comes from. */
interface Merged {
  statements: { value: unknown; document: unknown; index: number }[];
  version: unknown;
}

/**
 * Whether AWS sees access that the comparison of base and head does not tell of. Boundaries and service control policies
 * it does not look at, so it may see more.
 * https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CheckNoNewAccess.html
 */
export async function unseenAccess(
  clients: Pick<LiveClients, 'accessAnalyzer'>,
  { base, head, access, managed }: { base: Reviewed; head: Reviewed; access: AccessChanges; managed: ManagedPolicies },
  place: Place,
  { ask, note }: Asking,
): Promise<ReviewFinding[]> {
  const documents = [...head.templates.flatMap((template) => template.documents), ...head.documents];
  let agreed = 0;
  let asked = 0;
  const found = await inTurns(changedPairs(base, head, managed), async ({ base: before, unit }) => {
    const sides = [before, unit].map(merged) as [Merged | null, Merged | null];
    const [old, now] = sides;
    if (now === null || (before !== null && old === null)) {
      note(`${unit.name} was not shown to CheckNoNewAccess: its policies are of different versions, or are none`);
      return [];
    }
    const answer = await ask('access-analyzer:CheckNoNewAccess', null, () =>
      clients.accessAnalyzer.send(new CheckNoNewAccessCommand(inputOf(unit, old, now, place))),
    );
    if (answer === null) return [];
    asked += 1;
    const isNew = answer.value.result === 'FAIL';
    const isTold = saysGained(access, unit.name);
    if (isNew === isTold) agreed += 1;
    else if (!isNew) note(`AWS sees no new access in ${unit.name}, where the comparison does`);
    return isNew && !isTold ? [told(answer.value, unit, now, documents)] : [];
  });
  if (asked > 0) note(`CheckNoNewAccess agrees with the comparison on ${agreed} of ${asked} changed policies`);
  return found.flat();
}

interface ChangedPair {
  base: Unit | null;
  unit: Unit;
}

/** Those that the head has, and that differ; what AWS does not compare is left out. */
function changedPairs(base: Reviewed, head: Reviewed, managed: ManagedPolicies): ChangedPair[] {
  const [before, after] = [unitsOf(renamed(base, head), managed), unitsOf(head, managed)];
  return pairsOf(before, after).flatMap(({ base: old, head: unit }: Pair) => {
    if (unit === null || unit.kind === 'scp' || unit.kind === 'rcp' || unit.policies.length === 0) return [];
    if (unit.holder === 'attached' || (old !== null && unitKey(old) === unitKey(unit))) return [];
    return [{ base: old, unit }];
  });
}

/** What cannot be decided is told as well. */
function saysGained({ changes, undecided }: AccessChanges, name: string): boolean {
  const isGained = changes.some(({ principal, change }) => principal === name && change === 'gained');
  return isGained || undecided.some(({ principal }) => principal === name);
}

/** Null where the documents cannot be one. */
function merged(unit: Unit | null): Merged | null {
  const policies = unit?.policies ?? [];
  const versions = new Set(policies.map((policy) => (isMap(policy) ? policy.Version : undefined)));
  if (policies.length === 0 || versions.size > 1 || !policies.every(isMap)) return null;
  const statements = policies.flatMap((document) =>
    [document.Statement].flat().map((value, index) => ({ value, document, index })),
  );
  return { statements, version: [...versions][0] };
}

function inputOf({ kind }: Unit, old: Merged | null, now: Merged, place: Place) {
  return {
    policyType: kind === 'identity' ? ('IDENTITY_POLICY' as const) : ('RESOURCE_POLICY' as const),
    existingPolicyDocument: textOf(old ?? nothing(kind, now.version), place),
    newPolicyDocument: textOf(now, place),
  };
}

/** AWS takes no document without a statement, and no resource in a trust policy. */
function nothing(kind: Unit['kind'], version: unknown): Merged {
  const whose = kind === 'identity' ? {} : { Principal: '*' };
  const what = kind === 'trust' ? { Action: 'sts:*' } : { Action: '*', Resource: '*' };
  const value = { Effect: 'Deny', ...whose, ...what };
  return { version, statements: [{ value, document: null, index: 0 }] };
}

/** Of several documents two statements may have the same Sid. */
function textOf({ statements, version }: Merged, place: Place): string {
  const Statement = statements.map(({ value }) => {
    if (!isMap(value)) return value;
    const { Sid: _, ...rest } = value;
    return rest;
  });
  return JSON.stringify(concrete({ ...(version === undefined ? {} : { Version: version }), Statement }, place));
}

function told(
  { reasons = [], message = '' }: CheckNoNewAccessResponse,
  unit: Unit,
  now: Merged,
  documents: readonly ReviewedDocument[],
): ReviewFinding {
  const first = statementOf(reasons, now) ?? now.statements[0];
  // AWS's own policies, which a unit may hold, are in no file: the first of the repository's stands for them.
  const own = [first?.document, ...unit.policies].map((one) => documents.find(({ value }) => value === one));
  const document = own.find((one) => one !== undefined);
  const why = reasons.map(({ description = '' }) => description).filter((text) => text !== '');
  const path = ['Statement', first?.index ?? 0];
  return liveFinding({
    rule: 'aws-sees-new-access',
    severity: 'error',
    message: `AWS sees new access in ${unit.name} that the comparison with the base does not tell of: ${why.join('; ') || message}`,
    fix: 'look at the statement by hand before this is merged, and report what the comparison missed',
    at: document?.at(path) ?? { file: unit.name, line: 1, column: 1 },
    logicalId: document?.owner?.logicalId ?? null,
    statement: first?.index ?? null,
    same: [unit.key, JSON.stringify(first?.value) ?? ''],
  });
}

function statementOf(reasons: readonly ReasonSummary[], { statements }: Merged) {
  const index = reasons.find(({ statementIndex }) => statementIndex !== undefined)?.statementIndex;
  return index === undefined ? undefined : statements[index];
}
