import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import type { JSONWebKeySet } from 'jose';
import { Interrupted, UserError } from '../cli/errors.ts';
import { type CallRecord, createCallRecord } from './calls.ts';
import { ministackEnvironment } from './environment.ts';
import { markFolder, openFolder } from './folder.ts';
import { type Front, startFront } from './front.ts';
import { type Launcher, type LauncherEvent, launch, type Ready } from './launcher.ts';
import { lastLines } from './log.ts';

export interface EmbeddedOptions {
  /** State, log and lock live here; one instance at a time. */
  folder: string;
  /** The front's port; 0 takes any free one. */
  port: number;
  /** The interpreter of the environment that has MiniStack. */
  python: string;
  signal?: AbortSignal;
  /** Forget what earlier starts left: stacks, objects and the account id. */
  fresh?: boolean;
}

export interface EmbeddedAws {
  /** The front. */
  endpoint: string;
  /** The front once more: what comes here has no TLS, as far as policies see it. */
  insecureEndpoint: string;
  /** MiniStack's own port, round the front: requests there carry no mark of TLS and are not recorded. */
  ownEndpoint: string;
  accountId: string;
  region: string;
  /** The account root. */
  credentials: { accessKeyId: string; secretAccessKey: string };
  calls: CallRecord;
  logFile: string;
  /** The distribution that `http://localhost:<port>` shows, by its domain name (`d….cloudfront.net`); null for none. */
  serve(domainName: string | null): void;
  /** Answers `/_stand-in/<name>/…` in place of a service outside AWS that functions call. */
  standIn(name: string, listener: RequestListener): void;
  /** An identity provider of the account; tokens of all others are refused, so that without one every token is. */
  trustIssuer(issuer: string, keys: JSONWebKeySet, audiences: readonly string[]): void;
  /** Resolves when MiniStack ends without having been told to; `logFile` says why. */
  exited: Promise<void>;
  /** Saves the state, so that even a hard end keeps it; a `UserError` says what kept it from that. */
  save(): Promise<void>;
  /** Saves the state and ends every process; resolves when all are gone and the folder is free. May be called again. */
  stop(): Promise<void>;
}

const REGION = 'us-east-1';
const READY_DEADLINE_MS = 45_000;
/** Seconds that a start waits for an instance that is still saving; its own deadline is 5. */
const PATIENCE = 15;

/** Starts MiniStack behind the front; a `UserError` says in one line what kept it from starting. */
export async function startEmbeddedAws(options: EmbeddedOptions): Promise<EmbeddedAws> {
  throwIfAborted(options.signal);
  await openFolder(options.folder);
  const calls = createCallRecord();
  const front = await startFront(options.port, calls);
  try {
    await markFolder(options.folder);
    return await startBehind(front, calls, options);
  } catch (error) {
    await front.close();
    throw error;
  }
}

async function startBehind(front: Front, calls: CallRecord, options: EmbeddedOptions): Promise<EmbeddedAws> {
  const { folder } = options;
  const endpoint = `http://127.0.0.1:${front.port}`;
  const logFile = join(folder, 'ministack.log');
  const token = randomBytes(24).toString('hex');
  const rootSecret = randomBytes(24).toString('hex');
  const environment = ministackEnvironment({ folder, endpoint, region: REGION, rootSecret });
  const order = { folder, starter: process.pid, patience: PATIENCE, fresh: options.fresh ?? false, token };
  const launcher = await launch(options.python, logFile, environment, order);
  if (launcher === null) throw new UserError(`There is no ${options.python}: run npm run setup`);
  const ready = await untilReady(launcher, logFile, options);
  front.use({ port: ready.port, token });
  return {
    endpoint,
    insecureEndpoint: `http://127.0.0.1:${front.plainPort}`,
    ownEndpoint: `http://127.0.0.1:${ready.port}`,
    accountId: ready.account,
    region: REGION,
    // MiniStack takes an account's id for the key of its root.
    credentials: { accessKeyId: ready.account, secretAccessKey: rootSecret },
    calls,
    logFile,
    serve: front.serve,
    standIn: front.standIn,
    trustIssuer: front.trustIssuer,
    ...ending(front, launcher, logFile),
  };
}

function ending(front: Front, launcher: Launcher, logFile: string): Pick<EmbeddedAws, 'exited' | 'save' | 'stop'> {
  let stopped: Promise<void> | undefined;
  const exited = new Promise<void>((resolve) => {
    launcher.ended.then(() => stopped ?? resolve());
  });
  const stop = async () => {
    await front.close();
    await launcher.stop();
  };
  const save = async () => {
    const failure = stopped ? null : await launcher.save();
    // A stop saves too.
    if (stopped) await stopped;
    else if (failure !== null) {
      throw new UserError(`The embedded AWS did not save its state: ${failure} (see ${logFile})`);
    }
  };
  return {
    exited,
    save,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

async function untilReady(launcher: Launcher, logFile: string, options: EmbeddedOptions): Promise<Ready> {
  const event = await firstEvent(launcher, options.signal);
  if (event !== 'late' && event?.event === 'ready') return event;
  await launcher.stop();
  throwIfAborted(options.signal);
  throw await startFailure(event, logFile);
}

/** `late` when the deadline passed or the person gave up first. */
async function firstEvent(launcher: Launcher, signal: AbortSignal | undefined): Promise<LauncherEvent | null | 'late'> {
  let giveUp = () => {};
  const late = new Promise<'late'>((resolve) => {
    giveUp = () => resolve('late');
  });
  const timer = setTimeout(giveUp, READY_DEADLINE_MS);
  signal?.addEventListener('abort', giveUp);
  try {
    return await Promise.race([launcher.first, late]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
  }
}

async function startFailure(event: LauncherEvent | null | 'late', logFile: string): Promise<UserError> {
  if (event !== 'late' && event?.event === 'refused') return refusal(event);
  const what = event === 'late' ? `did not get ready in ${READY_DEADLINE_MS / 1000} s` : 'ended while it started';
  const [line = 'no reason given'] = await lastLines(logFile, 1);
  return new UserError(`The embedded AWS ${what}: ${line.trim()} (see ${logFile})`);
}

function refusal(event: LauncherEvent & { event: 'refused' }): UserError {
  if (event.reason === 'locked' && event.holder === 0) {
    return new UserError('The embedded AWS of this working copy is still stopping: try again in a few seconds');
  }
  if (event.reason === 'locked') {
    return new UserError(
      `The embedded AWS of this working copy runs already (process ${event.holder}): use it, or stop it with Ctrl-C there`,
    );
  }
  const found = event.found === null ? 'is missing' : `is ${event.found}`;
  return new UserError(`MiniStack ${found}, and this needs ${event.wanted}: run npm run setup`);
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new Interrupted();
}
