import { globOf } from '../../iam/compare/glob.ts';
import type { Stated, Text } from '../stated/statements.ts';

/** The account of the deploy is a symbol on both sides; all else that is written so is known only when deploying. */
const OPEN = /\$\{(?!AWS::AccountId\})[^{}]*\}/g;

/** Whether the statement may speak of the resource: what is not known before deploying may be anything. */
export function maySpeakOf({ resources, notResources }: Stated, arn: string): boolean {
  if (notResources.length > 0) return !notResources.some((one) => surelyCovers(one, arn));
  return resources.length === 0 || resources.some(({ text }) => matches(text.replaceAll(OPEN, '*'), arn));
}

/** Whether it speaks of the resource whatever is not known yet. */
export function surelySpeaksOf({ resources, notResources }: Stated, arn: string): boolean {
  if (notResources.length > 0) return !notResources.some(({ text }) => matches(text.replaceAll(OPEN, '*'), arn));
  return resources.some((one) => surelyCovers(one, arn));
}

function surelyCovers({ text }: Text, arn: string): boolean {
  return text.search(OPEN) === -1 && matches(text, arn);
}

function matches(pattern: string, arn: string): boolean {
  return globOf(pattern).matches(arn);
}
