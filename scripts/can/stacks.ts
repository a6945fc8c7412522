import { parse } from 'node:path';
import { readOwn } from '../access/layout.ts';
import type { Reviewed, ReviewedTemplate } from '../access/model.ts';
import { UserError } from '../cli/errors.ts';
import { findingText } from '../template/finding.ts';

/** Where a repository of this layout keeps what is deployed; templates elsewhere are test cases and examples. */
const TEMPLATE = /^templates\/[^/]+\.(?:ya?ml|json|template)$/;
const OWN = /^(?:templates|policies)\//;

/**
 * The templates of the repository's stacks, their documents included.
 * @throws UserError when one cannot be read: a decision without its policies would be wrong
 */
export async function readStacks(root: string): Promise<ReviewedTemplate[]> {
  const { templates, unreadable }: Reviewed = await readOwn(root);
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
