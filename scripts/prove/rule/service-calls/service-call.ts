import type { Request } from '../../../iam/decide/evaluate.ts';
import type { Deployment } from '../../deployment.ts';

/**
 * A call that a service of AWS makes by itself: as one of the stack's roles, or under its own name. The embedded AWS makes
 * it without asking, so that the policy engine decides it, by the documents as they are deployed.
 */
export interface ServiceCall {
  /** What AWS does, as in `Lambda writes the function's logs`. */
  use: string;
  /** The page of AWS that says so. */
  page: string;
  /** Of an identity policy: the role's ARN; else the service's name, such as `logging.s3.amazonaws.com`. */
  request: Request;
  /** The same call by whom, for whom or on what it must not be allowed. */
  attacks: readonly Attack[];
}

export interface Attack {
  /** As in `for another account`. */
  what: string;
  request: Request;
}

/** The calls of one kind, of every deployed stack. */
export type ServiceRule = (deployment: Deployment) => ServiceCall[] | Promise<ServiceCall[]>;
