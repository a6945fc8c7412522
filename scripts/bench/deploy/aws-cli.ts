import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder, pythonTool, stateFolder } from '../../cli/project.ts';
import { run } from '../processes.ts';

const REQUIREMENTS = join(projectFolder, 'scripts', 'bench', 'deploy', 'requirements.txt');

/** The AWS CLI in an environment of its own: only this measurement needs it. Gives the program's path. */
export async function installedAwsCli(signal: AbortSignal): Promise<string> {
  const folder = join(stateFolder, 'bench', 'aws-cli');
  const program = join(folder, 'bin', 'aws');
  if (existsSync(program)) return program;
  try {
    await run(pythonTool('python'), ['-m', 'venv', '--clear', folder], [0], signal);
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', '--require-hashes'];
    await run(join(folder, 'bin', 'python'), [...pip, '-r', REQUIREMENTS], [0], signal);
    return program;
  } catch (error) {
    // Half an environment would be taken for a whole one.
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
