import type { AccessChanges, AccessKnowledge } from '../../access/changes.ts';
import type { Reviewed } from '../../access/model.ts';
import { callerIdentity } from '../../aws/identity.ts';
import { type Asking, asking as askingOf } from '../../deployment/readback/asking.ts';
import type { LiveClients } from '../../deployment/readback/clients.ts';
import { deployedPolicies } from '../../deployment/readback/deployed-policies.ts';
import type { Environment } from '../../template/environment.ts';
import { byPosition } from '../../template/finding.ts';
import { once, type ReviewFinding } from '../check.ts';
import { type Clock, unusedGrants } from './last-accessed.ts';
import { unseenAccess } from './new-access.ts';
import { validated } from './validate.ts';

export interface LiveInput {
  /** The repository whose head this is. */
  root: string;
  /** Whose deployed stacks are read; null: none. */
  environment: Environment | null;
  /** Where the policies are checked that belong to no stack. */
  region: string;
  /** The clients of a region, made once. */
  clients(region: string): LiveClients;
  head: Reviewed;
  base: Reviewed | null;
  /** What the comparison of base and head says; null without a base. */
  access: AccessChanges | null;
  /** What the rules found in the head. */
  known: readonly ReviewFinding[];
  knowledge: AccessKnowledge;
  clock?: Clock;
}

export interface LiveReview {
  findings: ReviewFinding[];
  /** What AWS would not tell, and what it agrees with, one line each. */
  notes: string[];
}

/**
 * What AWS itself says of the head, and how the deployed policies differ from it. Each call that AWS does not answer
 * leaves a note, and the others go on.
 * @throws UserError without credentials, or when AWS cannot be reached at all
 */
export async function liveFindings(input: LiveInput): Promise<LiveReview> {
  const { head, base, access, known, region, knowledge } = input;
  const { managedPolicies: managed } = knowledge;
  const clients = input.clients(region);
  const { accountId, partition, arn } = await callerIdentity(clients);
  const place = { accountId, region, partition };
  const asking = askingOf(arn, clients.endpoint);
  const findings = await validated(clients, head, known, place, asking);
  if (base !== null && access !== null)
    findings.push(...(await unseenAccess(clients, { base, head, access, managed }, place, asking)));
  findings.push(...(await deployedFindings(input, place, asking)));
  return { findings: once(findings).sort(byPosition), notes: asking.notes() };
}

async function deployedFindings(
  { root, environment, clients, head, knowledge, clock }: LiveInput,
  place: { accountId: string; partition: string },
  asking: Asking,
): Promise<ReviewFinding[]> {
  const { accountId, partition } = place;
  if (environment === null) {
    asking.note('no environment was named: deployed policies were not read back');
    return [];
  }
  const { account, name } = environment;
  if (account !== null && account !== accountId) {
    asking.note(
      `deployed policies were not read back: environment ${name} is in account ${account}, the credentials are of ${accountId}`,
    );
    return [];
  }
  const way = { root, environment, head, clients, accountId, partition, knowledge, asking };
  const { findings, principals } = await deployedPolicies(way);
  return [...findings, ...(await unusedGrants(principals, asking, clock))];
}
