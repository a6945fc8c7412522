import { keyTypes } from '../../../scripts/iam/catalog/key-types.ts';
import { readCatalog, readConditionKeys } from '../../../scripts/iam/catalog/read.ts';
import { type Comparison, compare, type Difference } from '../../../scripts/iam/compare/compare.ts';
import type { Gain } from '../../../scripts/iam/compare/gain.ts';
import {
  compilePolicies,
  decide,
  NO_POLICIES,
  type Policies,
  type Request,
} from '../../../scripts/iam/decide/evaluate.ts';
import type { PolicyDocument } from '../../../scripts/iam/policy/document.ts';
import { readPolicyDocument } from '../../../scripts/iam/policy/read.ts';
import { type ManagedPolicy, managedPolicies, type Version } from './policies.ts';
import { isToldIn, samplesOf } from './samples.ts';

interface Read {
  name: string;
  newest: PolicyDocument;
  previous: PolicyDocument | null;
}

export interface Compared {
  name: string;
  previous: PolicyDocument;
  newest: PolicyDocument;
  difference: Difference;
}

export interface Readings {
  read: Read[];
  /** What the reader says of the versions that it does not take. */
  refused: string[];
}

/** Each policy is read when it can be, so that one that cannot does not hide the others. */
export function readAll(): Readings {
  const refused: string[] = [];
  const document = (version: Version | null): PolicyDocument | null => {
    if (version === null) return null;
    try {
      return readPolicyDocument(version.document);
    } catch (error) {
      refused.push(`${version.label}: ${(error as Error).message}`);
      return null;
    }
  };
  const read = managedPolicies().flatMap(({ name, newest, previous }: ManagedPolicy): Read[] => {
    const [before, now] = [document(previous), document(newest)];
    return now === null ? [] : [{ name, newest: now, previous: before }];
  });
  return { read, refused };
}

const knowledge = { keyType: keyTypes(readConditionKeys()), catalog: readCatalog() };

export function compareDocuments(before: PolicyDocument, after: PolicyDocument): Difference {
  return compare(attached(before), attached(after), null, knowledge);
}

function attached(document: PolicyDocument): Policies {
  return { ...NO_POLICIES, identityPolicies: [document] };
}

/** What of a decided comparison does not fit together, in words. */
export function contradictionsIn({ previous, newest, difference }: Compared): string[] {
  const { verdict, gains, losses } = difference;
  const before = compilePolicies(attached(previous));
  const after = compilePolicies(attached(newest));
  const isNew = (request: Request) => allowed(request, after) && !allowed(request, before);
  const isLost = (request: Request) => allowed(request, before) && !allowed(request, after);
  const found =
    verdict === verdictFor(gains, losses) ? [] : [`${verdict}, ${gains.length} gains, ${losses.length} losses`];
  for (const gain of gains) if (!shows(gain, isNew)) found.push(`no gain: ${JSON.stringify(gain)}`);
  for (const loss of losses) if (!shows(loss, isLost)) found.push(`no loss: ${JSON.stringify(loss)}`);
  for (const request of samplesOf([previous, newest])) {
    const untold = (isNew(request) && !isToldIn(gains, request)) || (isLost(request) && !isToldIn(losses, request));
    if (untold) found.push(`not told: ${request.action} on ${request.resource}`);
  }
  return found;
}

function shows(gain: Gain, differs: (request: Request) => boolean): boolean {
  return differs(gain.witness) && isToldIn([gain], gain.witness);
}

function allowed(request: Request, policies: ReturnType<typeof compilePolicies>): boolean {
  return decide(request, policies).decision === 'Allowed';
}

function verdictFor(gains: readonly Gain[], losses: readonly Gain[]): Comparison {
  if (gains.length > 0) return losses.length > 0 ? 'incomparable' : 'broader';
  return losses.length > 0 ? 'narrower' : 'equal';
}
