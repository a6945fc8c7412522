import type { Request } from '../../iam/decide/evaluate.ts';
import type { Deployment } from '../deployment.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { touchesRequest } from '../mutants/touches.ts';
import type { RuleEvidence } from '../verdict.ts';
import { byAttached } from './attached.ts';
import { byBoundary } from './boundary.ts';
import { decidedIn } from './decided.ts';
import { type ObservedCall, requestOf } from './observed.ts';
import { foreignAccount } from './service-calls/requests.ts';
import type { Attack, ServiceCall } from './service-calls/service-call.ts';

/** The calls that services make as things are deployed, and those of them that the policies deny. */
export interface ServiceCalls {
  allowed: readonly ServiceCall[];
  /** A service is to do this, and may not. */
  denied: readonly ServiceCall[];
  /** Attacks that get through with nothing changed. */
  open: readonly { call: ServiceCall; attack: Attack }[];
}

/** The calls, or attacks on them, that policies decide of which something is proven: others' are not looked at. */
export function callsTouched(calls: readonly ServiceCall[], mutants: readonly Mutant[]): ServiceCall[] {
  const isTouched = ({ request }: Pick<ServiceCall, 'request'>) =>
    mutants.some(({ touched }) => touchesRequest(touched, request));
  return calls.filter((call) => isTouched(call) || call.attacks.some(isTouched));
}

export function decidedCalls(deployment: Deployment, calls: readonly ServiceCall[]): ServiceCalls {
  const isAllowed = ({ request }: Pick<ServiceCall, 'request'>) => decidedIn(deployment, request) === 'Allowed';
  return {
    allowed: calls.filter(isAllowed),
    denied: calls.filter((call) => !isAllowed(call)),
    open: calls.flatMap((call) => call.attacks.filter(isAllowed).map((attack) => ({ call, attack }))),
  };
}

/** IAM User Guide: of whoever assumed a role it is the role's ARN, which the embedded AWS sees otherwise. */
const OBSERVED = {
  use: 'a call of the scenario, as AWS decides it',
  page: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn',
};

/** Names of buckets are shared by all accounts: one that is not the account's own may belong to anybody. */
const FOREIGN_BUCKET: RuleEvidence = {
  use: 'a call of the scenario on a bucket',
  page: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceaccount',
  attack: 'on a bucket of another account, which lets everyone in',
};

/**
 * What decides of a mutant: a service's call, an attack on one, or a call of the scenarios where AWS decides otherwise
 * than the embedded AWS, or where it is bounded.
 * @returns null: nothing does
 */
export function byRule(
  mutant: Mutant,
  deployment: Deployment,
  service: ServiceCalls,
  observed: readonly ObservedCall[],
): RuleEvidence | null {
  return (
    byService(mutant, deployment, service) ??
    byObserved(mutant, deployment, observed) ??
    (mutant.home.kind === 'boundary' ? byBoundary(mutant, deployment) : byAttached(mutant, deployment))
  );
}

function byObserved(mutant: Mutant, deployment: Deployment, observed: readonly ObservedCall[]): RuleEvidence | null {
  const { accountId, partition } = deployment.place;
  const decided = decider(mutant, deployment);
  const requests = observed.map((call) => requestOf(call, accountId, partition));
  const now = (request: Request) => decidedIn(deployment, request) === 'Allowed';
  if (mutant.sense === 'narrower') {
    const isMissed = (request: Request) => (decided(request) ?? 'Allowed') !== 'Allowed' && now(request);
    return requests.some(isMissed) ? { ...OBSERVED, attack: null } : null;
  }
  const foreign = requests.filter(({ action }) => action.startsWith('s3:')).map(onForeignBucket);
  return foreign.some((request) => decided(request) === 'Allowed' && !now(request)) ? FOREIGN_BUCKET : null;
}

/** Its owner lets everyone in: then the caller's policies decide alone, as they do within an account. */
function onForeignBucket(request: Request): Request {
  const other = foreignAccount({ accountId: request.resourceAccount });
  return { ...request, context: { ...request.context, 'aws:ResourceAccount': other } };
}

/** Decides with the mutant in place; null for what it cannot touch. */
function decider({ home, value, touched }: Mutant, deployment: Deployment) {
  return (request: Request) =>
    touchesRequest(touched, request) ? decidedIn(deployment, request, { document: home.document, value }) : null;
}

function byService(mutant: Mutant, deployment: Deployment, { allowed }: ServiceCalls): RuleEvidence | null {
  const { sense } = mutant;
  const decided = decider(mutant, deployment);
  for (const { use, page, request, attacks } of allowed) {
    if (sense === 'narrower') {
      const decision = decided(request);
      if (decision !== null && decision !== 'Allowed') return { use, page, attack: null };
      continue;
    }
    const attack = attacks.find((one) => decided(one.request) === 'Allowed');
    if (attack) return { use, page, attack: attack.what };
  }
  return null;
}
