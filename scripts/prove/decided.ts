// Placeholder until the table is there.
import type { ReviewedDocument } from '../access/model.ts';
import type { Decision, Request } from '../iam/decide/evaluate.ts';
import type { Deployment } from './deployment.ts';
export function decidedIn(
  _deployment: Deployment,
  _request: Request,
  _other?: { document: ReviewedDocument; value: unknown },
): Decision {
  return 'ImplicitlyDenied';
}
