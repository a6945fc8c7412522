import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectFolder } from '../../scripts/cli/project.ts';

/**
 * What Node is to run for `npm run <name>`: set-up, which has a bundle of the command at hand. From its sources each call
 * would take a second longer.
 */
export function program(name: string): [script: string, name: string] {
  return [join(projectFolder, 'scripts', 'setup.mjs'), name];
}

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command to its end. @param onText is given all that it has said on stdout, each time that it says more */
export function runProgram(
  name: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  onText: (text: string, child: ChildProcess) => void = () => {},
): Promise<Ran> {
  const options = { env, cwd: projectFolder, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'] };
  const child = spawn(process.execPath, [...program(name), ...args], options);
  const ran: Ran = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (part) => {
    ran.stdout += part;
    onText(ran.stdout, child);
  });
  child.stderr.on('data', (part) => {
    ran.stderr += part;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ ...ran, code })));
}
