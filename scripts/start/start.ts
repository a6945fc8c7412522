import { Interrupted, UserError } from '../cli/errors.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import type { Output } from '../cli/output.ts';
import { pythonTool } from '../cli/project.ts';
import { type EmbeddedAws, startEmbeddedAws } from '../embedded/start.ts';
import { readEnvironment } from '../template/environment.ts';
import { exercise } from './exercise.ts';
import { guide } from './guide.ts';
import { whenParentEnds } from './parent.ts';
import { signInLines } from './sign-in.ts';

export interface StartOptions {
  root: string;
  /** Empty: all that the environment does not skip. */
  stacks: string[];
  /** Where the account is kept. */
  folder: string;
  once: boolean;
  port: number;
  fresh: boolean;
  signal: AbortSignal;
  env: NodeJS.ProcessEnv;
  out: Output;
}

/** Everything that `npm start` does; resolves when the person stops it, or with `once` after the scenarios. */
export async function start(options: StartOptions): Promise<ExitCode> {
  const { root, stacks, env, out, port, fresh, once, folder } = options;
  // A mistake in the environment is told before anything is started.
  await readEnvironment(root, 'local', env, { offline: true });
  const parentGone = new AbortController();
  const stopWatching = whenParentEnds(() => parentGone.abort(new Interrupted()));
  const signal = AbortSignal.any([options.signal, parentGone.signal]);
  const aws = await startEmbeddedAws({ folder, port, fresh, python: pythonTool('python'), signal });
  try {
    out.say(`${out.style('bold', 'Embedded AWS')} at ${aws.endpoint}, account ${aws.accountId}, ${aws.region}`);
    const {
      passed,
      site,
      stacks: deployed,
    } = await whileRunning(aws, exercise(aws, { root, stacks, env, out, signal }));
    signal.throwIfAborted();
    if (once) return passed ? EXIT.done : EXIT.findings;
    const signIn = await whileRunning(aws, signInLines(aws, deployed, env));
    for (const line of guide({ ...aws, site, signIn, stacks: deployed.map(({ stack }) => stack) })) out.say(line);
    await whileRunning(aws, whenAborted(signal));
    return EXIT.done;
  } finally {
    stopWatching();
    await aws.stop();
  }
}

/** @throws when the embedded AWS ends by itself before the work does */
function whileRunning<T>(aws: EmbeddedAws, work: Promise<T>): Promise<T> {
  const ended = aws.exited.then((): never => {
    throw new UserError(`the embedded AWS ended by itself: read ${aws.logFile}, then start again`);
  });
  return Promise.race([work, ended]);
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
