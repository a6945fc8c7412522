import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../cli/project.ts';

/** Name and version of this program, as manifests have them. */
export function toolVersion(): string {
  const { name, version } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8'));
  return `${name} ${version}`;
}
