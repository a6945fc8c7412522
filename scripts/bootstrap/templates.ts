import { UserError } from '../cli/errors.ts';
import { projectFolder } from '../cli/project.ts';
import { listStacks } from '../template/repository.ts';

/** @throws UserError in a repository that has taken over nothing of this project yet */
export async function requireTemplates(root: string, stacks: readonly string[]): Promise<void> {
  const known = await listStacks(root);
  const missing = stacks.filter((stack) => !known.includes(stack)).map((stack) => `templates/${stack}.yaml`);
  if (missing.length === 0) return;
  throw new UserError(
    `there is no ${missing.join(', and no ')} here: copy it, and the policies that it includes, from ${projectFolder}`,
  );
}
