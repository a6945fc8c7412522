import { parse } from 'node:path';
import type { Reviewed, ReviewedTemplate } from '../access/model.ts';
import { readForReview } from '../access/read/read.ts';
import { UserError } from '../cli/errors.ts';
import { findingText } from '../template/finding.ts';

// All that this command takes from the reader of reviews, in one place.
export type { ReviewedDocument, ReviewedResource, ReviewedTemplate } from '../access/model.ts';
export { shapeOf } from '../access/read/arns.ts';

/** Where a repository of this layout keeps what is deployed; templates elsewhere are test cases and examples. */
const TEMPLATE = /^templates\/[^/]+\.(?:ya?ml|json|template)$/;
const OWN = /^(?:templates|policies)\//;

/**
 * The templates of the repository's stacks, their documents included.
 * @throws UserError when one cannot be read: a decision without its policies would be wrong
 */
export async function readStacks(root: string): Promise<ReviewedTemplate[]> {
  const { templates, unreadable }: Reviewed = await readForReview(root);
  const [broken] = unreadable.filter(({ file, severity }) => OWN.test(file) && severity === 'error');
  if (broken) throw new UserError(findingText(broken));
  const own = templates.filter(({ file }) => TEMPLATE.test(file));
  if (own.length === 0) throw new UserError('there is no stack: --root takes the folder that holds templates/');
  return own;
}

/** As a person types it: the file's name. */
export function stackOf(file: string): string {
  return parse(file).name;
}
