import type { ReviewedDocument } from '../../../access/model.ts';
import { patternFor } from '../../../access/stated/actions.ts';
import { statementsIn } from '../../../access/stated/statements.ts';
import { actionNamed } from '../../../iam/catalog/actions.ts';
import type { Catalog } from '../../../iam/catalog/catalog.ts';
import { exampleArn } from '../../../iam/catalog/example-arn.ts';
import { compilePolicies, decide } from '../../../iam/decide/evaluate.ts';
import { policiesOf } from './owners.ts';

const ACCOUNT = '123456789012';
const WHERE = { partition: 'aws', region: 'us-east-1', account: ACCOUNT };

/** Whether documents of one owner together allow an action on a resource that none of them names. */
export type Allows = (action: string, passedTo?: string) => boolean;

/** After Deny, boundary and conditions, as far as a request over TLS without any other context fulfils them. */
export function allowedBy(documents: readonly ReviewedDocument[], catalog: Catalog): Allows {
  const policies = compilePolicies(policiesOf(documents));
  const statements = documents.flatMap(statementsIn);
  const answers = new Map<string, boolean>();
  const isAllowed = (name: string, passedTo: string) => {
    const action = actionNamed(catalog, name);
    if (action === null || !statements.some((statement) => patternFor(statement, name) !== null)) return false;
    // What every caller fulfils who wants to.
    const base = { 'aws:SecureTransport': 'true' };
    const context = passedTo === '' ? base : { ...base, 'iam:PassedToService': passedTo };
    const principal = `arn:aws:iam::${ACCOUNT}:role/x`;
    const resource = exampleArn(action, WHERE);
    const accounts = { principalAccount: ACCOUNT, resourceAccount: ACCOUNT };
    return decide({ principal, action: action.name, resource, context, ...accounts }, policies).decision === 'Allowed';
  };
  return (name, passedTo = '') => {
    const key = `${name} ${passedTo}`;
    const known = answers.get(key) ?? isAllowed(name, passedTo);
    answers.set(key, known);
    return known;
  };
}
