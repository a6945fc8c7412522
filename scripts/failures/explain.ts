import { plain } from '../cli/plain.ts';
import { API_FAILURES } from './api.ts';
import { CREDENTIAL_FAILURES } from './credentials.ts';
import type { Failure } from './failure.ts';
import { FUNCTION_FAILURES } from './functions.ts';
import { GENERAL_FAILURES } from './general.ts';
import { IAM_FAILURES } from './iam.ts';
import { RESOURCE_FAILURES } from './resources.ts';
import { S3_FAILURES } from './s3.ts';
import { STACK_FAILURES } from './stacks.ts';
import { TEMPLATE_FAILURES } from './templates.ts';

export interface Explanation extends Pick<Failure, 'id' | 'title' | 'why' | 'fix' | 'source'> {}

/** The more particular ones first: an access that is denied has many names. */
export const FAILURES: readonly Failure[] = [
  ...S3_FAILURES,
  ...STACK_FAILURES,
  ...TEMPLATE_FAILURES,
  ...FUNCTION_FAILURES,
  ...API_FAILURES,
  ...RESOURCE_FAILURES,
  ...CREDENTIAL_FAILURES,
  ...IAM_FAILURES,
  ...GENERAL_FAILURES,
];

/** Longer texts are logs: what failed stands in their first lines. */
const LONGEST = 20_000;

/** What is known of a text that AWS or a browser gave, best first; [] when nothing is. */
export function explainFailure(text: string): Explanation[] {
  const said = plain(text.slice(0, LONGEST));
  return FAILURES.flatMap((failure) => {
    const found = failure.matches.map((pattern) => pattern.exec(said)).find((match) => match !== null);
    if (found === undefined) return [];
    const { id, title, why, fix, source } = failure;
    const filled = fix.replace(/\{(\w+)\}/g, (_, name: string) => found.groups?.[name] ?? `<${name}>`);
    return [{ id, title, why, fix: filled, source }];
  });
}
