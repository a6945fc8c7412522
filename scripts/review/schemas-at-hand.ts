import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { UserError } from '../cli/errors.ts';
import { homeFolder, projectFolder } from '../cli/project.ts';
import { hasHandlers } from '../iam/catalog/handlers.ts';

/**
 * Has set-up install the schemas of resource types where they are missing. Few reviews ask for them, and they come with
 * Python packages, so that a first review does without.
 * @throws UserError when they cannot be installed: a review that left them out would find less
 */
export async function schemasAtHand(home = homeFolder, setUp = join(projectFolder, 'scripts', 'setup.mjs')) {
  if (hasHandlers(home)) return;
  if ((await statusOf(setUp)) === 0 && hasHandlers(home)) return;
  throw new UserError(
    'there is a service role, and what CloudFormation calls with it is not known: set-up could not install cfn-lint, as it says above',
  );
}

/** Where a document is expected, on stdout, set-up says nothing. */
function statusOf(setUp: string): Promise<number | null> {
  const child = spawn(process.execPath, [setUp], { stdio: ['ignore', process.stderr, process.stderr] });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
}
