import type { ReviewedDocument } from '../../access/model.ts';
import { roleNameOf } from '../../embedded/calls.ts';
import {
  type CompiledPolicies,
  compilePolicies,
  type Decision,
  decide,
  type Request,
} from '../../iam/decide/evaluate.ts';
import type { PolicyDocument } from '../../iam/policy/document.ts';
import { readPolicyDocument } from '../../iam/policy/read.ts';
import type { Deployment } from '../deployment.ts';
import { type Applicable, applicableIn } from './applicable.ts';

/** A document with another value than it is deployed with. */
export interface Changed {
  document: ReviewedDocument;
  value: unknown;
}

/** What is known of one deployment: thousands of requests are decided by the same documents. */
interface Known {
  applicable: Applicable;
  places: Map<ReviewedDocument, number>;
  compiled: Map<string, CompiledPolicies>;
}

const known = new WeakMap<Deployment, Known>();
const parsed = new WeakMap<object, PolicyDocument>();

/**
 * Decides a request by the documents of a deployment: those of the role that asks, with its boundary, and that of the
 * resource; of a request to assume a role its trust.
 * @param changed one of the documents as it would be
 */
export function decidedIn(deployment: Deployment, request: Request, changed?: Changed): Decision {
  const all = known.get(deployment) ?? prepared(deployment);
  known.set(deployment, all);
  const { identity, boundary } = all.applicable.ofRole(roleName(request, deployment.place.accountId));
  const resource = all.applicable.ofResource(request.action, request.resource);
  const found = { identity, boundary: boundary === null ? [] : [boundary], resource };
  const isChanged = changed && Object.values(found).some((documents) => documents.includes(changed.document));
  if (isChanged) return decide(request, compiledFrom(found, changed)).decision;
  const key = Object.values(found)
    .map((documents) => documents.map((one) => all.places.get(one) ?? one.at([]).file).join())
    .join(' ');
  const compiled = all.compiled.get(key) ?? compiledFrom(found);
  all.compiled.set(key, compiled);
  return decide(request, compiled).decision;
}

function prepared(deployment: Deployment): Known {
  const documents = deployment.stacks.flatMap((stack) => stack.documents);
  const places = new Map(documents.map((document, place) => [document, place]));
  return { applicable: applicableIn(deployment), places, compiled: new Map() };
}

/** A role of another account has policies that are not known here. */
function roleName({ principal, principalAccount }: Request, accountId: string): string | null {
  return principalAccount === accountId ? roleNameOf(principal) : null;
}

type Found = Record<'identity' | 'boundary' | 'resource', readonly ReviewedDocument[]>;

/** One change is decided for many requests before the next one comes. */
let latest: { value: unknown; compiled: { found: Found; policies: CompiledPolicies }[] } = {
  value: null,
  compiled: [],
};

function compiledFrom(found: Found, changed?: Changed): CompiledPolicies {
  if (changed === undefined) return compiledPolicies(found, ({ value }) => read(value));
  if (latest.value !== changed.value) latest = { value: changed.value, compiled: [] };
  const before = latest.compiled.find((one) => isSame(one.found, found));
  if (before) return before.policies;
  const policies = compiledPolicies(found, (one) => read(one === changed.document ? changed.value : one.value));
  latest.compiled.push({ found, policies });
  return policies;
}

function isSame(one: Found, other: Found): boolean {
  return (['identity', 'boundary', 'resource'] as const).every(
    (kind) => one[kind].length === other[kind].length && one[kind].every((each, place) => each === other[kind][place]),
  );
}

function compiledPolicies(found: Found, document: (one: ReviewedDocument) => PolicyDocument): CompiledPolicies {
  const [boundary] = found.boundary.map(document);
  return compilePolicies({
    identityPolicies: found.identity.map(document),
    resourcePolicy: joined(found.resource.map(document)),
    permissionBoundary: boundary ?? null,
    ...{ sessionPolicies: [], scps: [], rcps: [] },
  });
}

/** Each permission of a function is a document here, and a statement of the function's one policy in AWS. */
function joined([first, ...others]: readonly PolicyDocument[]): PolicyDocument | null {
  if (first === undefined) return null;
  return { ...first, statements: [first, ...others].flatMap(({ statements }) => statements) };
}

function read(value: unknown): PolicyDocument {
  const before = parsed.get(value as object);
  if (before) return before;
  const policy = readPolicyDocument(value);
  parsed.set(value as object, policy);
  return policy;
}
