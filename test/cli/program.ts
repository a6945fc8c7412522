import { join } from 'node:path';
import { projectFolder } from '../../scripts/cli/project.ts';

/**
 * What Node is to run for `npm run <name>`: set-up, which has a bundle of the command at hand. From its sources each call
 * would take a second longer.
 */
export function program(name: string): [script: string, name: string] {
  return [join(projectFolder, 'scripts', 'setup.mjs'), name];
}
