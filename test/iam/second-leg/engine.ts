import {
  compilePolicies,
  type Decision,
  decide,
  type Policies,
  type Request,
} from '../../../scripts/iam/decide/evaluate.ts';
import { NotAPolicy, readPolicyDocument } from '../../../scripts/iam/policy/read.ts';

/** Policies as they are written, in the places where they are attached. */
export interface Written {
  identity?: object[];
  resource?: object | null | undefined;
  boundary?: object | null | undefined;
  session?: object[];
}

/** `Refused`: the document is not a policy, so there is no decision. */
export type Answer = Decision | 'Refused';

export const PAGES = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/';

/** A document of the version that has policy variables. */
export const document = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements });
export const allow = (more: object = {}) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...more });
export const deny = (more: object = {}) => ({ ...allow(more), Effect: 'Deny' });

/** What our engine decides. */
export function engineDecision(written: Written, request: Request): Answer {
  try {
    return decide(request, compilePolicies(read(written))).decision;
  } catch (error) {
    if (error instanceof NotAPolicy) return 'Refused';
    throw error;
  }
}

function read({ identity = [], resource = null, boundary = null, session = [] }: Written): Policies {
  return {
    identityPolicies: identity.map(readPolicyDocument),
    resourcePolicy: resource && readPolicyDocument(resource),
    permissionBoundary: boundary && readPolicyDocument(boundary),
    sessionPolicies: session.map(readPolicyDocument),
    scps: [],
    rcps: [],
  };
}
