import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { codeOf, UserError } from '../cli/errors.ts';
import { pythonTool } from '../cli/project.ts';

export interface ActCall {
  /** Holds the files of the workflow, below .github/workflows, and is a Git repository. */
  folder: string;
  file: string;
  event: string;
  /** The payload, as JSON. */
  eventFile: string;
  /** Where the workspaces of jobs go. */
  workspaces: string;
  actor: string;
  /** Files in dotenv form: nothing of them is seen in a list of processes. */
  envFile: string;
  secretFile: string;
  vars: Readonly<Record<string, string>>;
  inputs: Readonly<Record<string, string>>;
  artifacts: { folder: string; port: number };
  /** Folders that stand for third-party actions, by `owner/name@commit`. */
  actions: Readonly<Record<string, string>>;
  /** The home of the jobs. */
  home: string;
  signal: AbortSignal;
}

/** A line of act's log. */
export interface ActLine {
  level: string;
  msg: string;
  jobID?: string;
  step?: string;
  stage?: string;
  stepResult?: 'success' | 'failure' | 'skipped';
  /** Nanoseconds. */
  executionTime?: number;
  command?: string;
  arg?: string;
  /** A command as the step printed it, unmasked. */
  raw?: string;
  content?: string;
  /** The text is the step's own. */
  raw_output?: boolean;
}

/** A job that ignores being told to stop is ended with all that it started. */
const PATIENCE_MS = 10_000;

/**
 * Runs act in host mode to its end.
 * @returns what it said beside its log, the last lines: of files that it cannot read for example
 * @throws UserError when it is not installed; Interrupted when the person stopped it
 */
export async function runAct(call: ActCall, onLine: (line: ActLine) => void): Promise<string[]> {
  call.signal.throwIfAborted();
  const child = spawn(pythonTool('act'), argumentsOf(call), {
    cwd: call.folder,
    // Jobs get of this what GitHub's runners have, too; credentials and settings of the person stay outside.
    env: { PATH: process.env.PATH, HOME: call.home, DOCKER_HOST: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const beside: string[] = [];
  const stop = () => {
    signalGroup(child.pid, 'SIGINT');
    setTimeout(() => signalGroup(child.pid, 'SIGKILL'), PATIENCE_MS).unref();
  };
  call.signal.addEventListener('abort', stop, { once: true });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (text) => {
      const line = parsed(text);
      if (line !== null) onLine(line);
      else if (beside.push(text) > 20) beside.shift();
    });
  }
  await new Promise<unknown>((resolve, reject) => {
    child.on('error', (error) => reject(new UserError(`cannot run act (${codeOf(error)}): run npm run setup`)));
    child.on('close', resolve);
  });
  call.signal.removeEventListener('abort', stop);
  call.signal.throwIfAborted();
  return beside;
}

function argumentsOf(call: ActCall): string[] {
  const each = (option: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`]);
  return [
    ...[call.event, '--json', '--directory', call.folder, '--workflows', `.github/workflows/${call.file}`],
    ...['--platform', 'ubuntu-latest=-self-hosted', '--eventpath', call.eventFile, '--actor', call.actor],
    ...['--no-skip-checkout', '--no-cache-server', '--action-cache-path', call.workspaces],
    ...['--artifact-server-path', call.artifacts.folder, '--artifact-server-addr', '127.0.0.1'],
    ...['--artifact-server-port', String(call.artifacts.port)],
    ...['--env-file', call.envFile, '--secret-file', call.secretFile],
    // None of the person's own, which act would look for in the folder.
    ...['--var-file', '/dev/null', '--input-file', '/dev/null'],
    ...[...each('--var', call.vars), ...each('--input', call.inputs), ...each('--local-repository', call.actions)],
  ];
}

/** Null for what is no line of the log, such as act's last word of failure. */
function parsed(text: string): ActLine | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as ActLine) : null;
  } catch {
    return null;
  }
}

function signalGroup(group: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (group !== undefined) process.kill(-group, signal);
  } catch {
    // It has ended.
  }
}
