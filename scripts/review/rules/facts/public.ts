import type { ReviewedDocument } from '../../../access/model.ts';
import { covers } from '../../../access/stated/actions.ts';
import { type Stated, type StatedPrincipal, statementsIn } from '../../../access/stated/statements.ts';
import { isVoid } from './conditions.ts';

export function isEveryone({ kind, text }: StatedPrincipal): boolean {
  return text === '*' && (kind === '*' || kind === 'AWS');
}

/** A Deny for everyone but some callers or networks covers each action of the Allow. */
export function isShutByDeny({ actions }: Stated, document: ReviewedDocument): boolean {
  const shutting = statementsIn(document).filter(
    ({ effect, principals, conditions }) =>
      effect === 'Deny' &&
      principals.some(isEveryone) &&
      conditions.length > 0 &&
      conditions.every(
        (condition) =>
          OURS.test(condition.lower) ||
          (KEEPS_OUT.test(condition.lower) &&
            condition.means?.negated === true &&
            !isVoid({ ...condition, means: { ...condition.means, negated: false, ifExists: false } })),
      ) &&
      !conditions.every(({ lower }) => OURS.test(lower)),
  );
  return (
    actions.length > 0 &&
    actions.every((action) => shutting.some((deny) => deny.actions.some(({ text }) => covers(text, action.text))))
  );
}

/** Strangers are no services of AWS: a Deny that spares those keeps strangers out all the same. */
const OURS = /^aws:(principalisawsservice|viaawsservice)$/;

const KEEPS_OUT =
  /^aws:(principal(arn|account|orgid|orgpaths)|source(arn|account|ip|vpc|vpce|orgid|orgpaths)|vpcsourceip|userid|username)$/;
