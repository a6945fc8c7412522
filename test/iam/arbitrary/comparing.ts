import fc from 'fast-check';
import { keyTypes } from '../../../scripts/iam/catalog/key-types.ts';
import { readCatalog, readConditionKeys } from '../../../scripts/iam/catalog/read.ts';
import { compare, type Difference } from '../../../scripts/iam/compare/compare.ts';
import type { Gain } from '../../../scripts/iam/compare/gain.ts';
import {
  type CompiledPolicies,
  compilePolicies,
  decide,
  type Policies,
  type Request,
} from '../../../scripts/iam/decide/evaluate.ts';
import { readPolicyDocument } from '../../../scripts/iam/policy/read.ts';
import type { Document, Documents } from './documents.ts';

/** The same requests and policies on each run; `PROPERTY_SEED` and `PROPERTY_RUNS` look further. */
const SEED = Number(process.env.PROPERTY_SEED ?? 20260301);

/** Fails with the seed and the smallest example that was found. */
export function holds<T>(runs: number, drawn: fc.Arbitrary<T>, check: (drawn: T) => void): void {
  fc.assert(fc.property(drawn, check), { seed: SEED, numRuns: Number(process.env.PROPERTY_RUNS ?? runs) });
}

const knowledge = { catalog: readCatalog(), keyType: keyTypes(readConditionKeys()) };

function read(documents: Documents): Policies {
  const all = (list: Document[]) => list.map(readPolicyDocument);
  const one = (document: Document | null) => (document === null ? null : readPolicyDocument(document));
  return {
    identityPolicies: all(documents.identityPolicies),
    resourcePolicy: one(documents.resourcePolicy),
    permissionBoundary: one(documents.permissionBoundary),
    sessionPolicies: all(documents.sessionPolicies),
    scps: documents.scps.map(all),
    rcps: documents.rcps.map(all),
  };
}

export function difference(before: Documents, after: Documents, principal: string | null): Difference {
  return compare(read(before), read(after), principal, knowledge);
}

export function compiled(documents: Documents): CompiledPolicies {
  return compilePolicies(read(documents));
}

export function isAllowed(request: Request, policies: CompiledPolicies): boolean {
  return decide(request, policies).decision === 'Allowed';
}

export type Region = Pick<Gain, 'actions' | 'notActions' | 'resources' | 'notResources'>;

/** Whether the action on the resource is inside the gain. */
export function isInside(action: string, resource: string, gain: Region): boolean {
  const some = (globs: string[] | undefined, text: string, flags: string) =>
    (globs ?? []).some((glob) => expression(glob, flags).test(text));
  return (
    some(gain.actions, action, 'is') &&
    !some(gain.notActions, action, 'is') &&
    some(gain.resources, resource, 's') &&
    !some(gain.notResources, resource, 's')
  );
}

function expression(glob: string, flags: string): RegExp {
  const source = glob
    .replaceAll(/[\\^$.+()[\]{}|/]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, flags);
}

/** The same documents below an organisation that lets only this one thing through. */
export function restrictedTo(documents: Documents, Action: string, Resource: string): Documents {
  const only: Document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] };
  return { ...documents, scps: [...documents.scps, [only]] };
}
