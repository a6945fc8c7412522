import { randomBytes } from 'node:crypto';
import { messageOf } from '../cli/errors.ts';
import type { CallRecord } from '../embedded/calls.ts';
import type { Issuer } from '../embedded/oidc/issuer.ts';
import { actor, type Credentials } from './clients.ts';
import { eventually } from './eventually.ts';
import { invoke } from './invoke.ts';
import { jobActors } from './jobs.ts';
import { isDenial, isDenied } from './refusal.ts';
import type { StepReport } from './report.ts';
import type { Refusal, Stage, StandIns, StepContext } from './scenario.ts';
import { assume, makeRole, removeRole } from './strangers.ts';

/** The embedded AWS as scenarios see it. */
export interface Setting {
  endpoint: string;
  insecureEndpoint: string;
  region: string;
  accountId: string;
  credentials: Credentials;
  /** Where the front shows the deployed distribution; null: there is none. */
  site: string | null;
  calls: CallRecord;
  standIns: StandIns;
  /** Makes the tokens of jobs; the account trusts it. */
  issuer: Issuer;
}

/** Ends a scenario at its first failed step; the step's report says why. */
export class StepFailed extends Error {}

/** What must be refused was not. */
class WasAllowed extends Error {}

export interface StageOptions {
  root: string;
  setting: Setting;
  outputs: Record<string, string>;
  onStep(report: StepReport): void;
  /** Those that are run; absent: all. */
  parts?: ReadonlySet<string> | undefined;
  /** Called before each part that is run; a promise that it returns is awaited. */
  onPart?: ((title: string) => void | Promise<void>) | undefined;
  /** Called when a step begins. @param refusal null: it must succeed */
  onBegin?: ((refusal: Refusal | null) => void) | undefined;
  /** Any refusal will do, where a step wants an explicit or an implicit one. */
  isLenient?: boolean | undefined;
  /** Work that was going on when the signal came is waited for: it may still put back what it changed. */
  isPatient?: boolean | undefined;
  /** Ends the scenario at once, in the middle of a step. */
  signal?: AbortSignal;
}

/** Things that a scenario made outside its stack, to be removed in the order of the list. */
export type CleanUp = (() => Promise<void>)[];

/** @param begun takes the work of each step */
export function makeStage(options: StageOptions, cleanUp: CleanUp, begun: Promise<unknown>[] = []): Stage {
  const { root, setting, outputs, onStep, signal, parts, onPart, onBegin, isLenient } = options;
  const { endpoint, insecureEndpoint, region, accountId, credentials, calls, site, standIns } = setting;
  const owner = actor(endpoint, region, credentials);

  async function perform<T>(
    title: string,
    wanted: Refusal | null,
    work: (step: StepContext) => Promise<T>,
  ): Promise<T> {
    onBegin?.(wanted);
    const start = calls.mark();
    const checks = () => calls.since(start).flatMap((call) => call.checks);
    const notes: string[] = [];
    const refusal = (wasAllowed: boolean) => (wanted === null ? null : { action: wanted.action, wasAllowed });
    try {
      const working = work({ checks, note: (text) => void notes.push(text) });
      begun.push(working);
      const result = await untilAborted(working, signal);
      onStep({ title, status: 'passed', checks: checks(), notes, error: null, refusal: refusal(false) });
      return result;
    } catch (error) {
      signal?.throwIfAborted();
      const failed = {
        checks: checks(),
        notes,
        error: messageOf(error),
        refusal: refusal(error instanceof WasAllowed),
      };
      onStep({ title, status: 'failed', ...failed });
      throw new StepFailed(title, { cause: error });
    }
  }

  return {
    root,
    outputs,
    accountId,
    region,
    endpoint,
    site,
    standIns,
    owner,
    step: (title, work) => perform(title, null, work),
    part: async (title, work) => {
      if (parts !== undefined && !parts.has(title)) return;
      await onPart?.(title);
      await work();
    },
    eventually: (what, ask) => eventually(what, ask, signal),
    refused: (title, refusal, work) =>
      perform(title, refusal, (context) => expectRefusal(refusal, work, context, isLenient ?? false)),
    invoke: (functionName, event) => invoke(owner.lambda, functionName, event),
    job: jobActors(setting, owner, outputs),
    stranger: async (name, statements) => {
      const roleName = `${name}-${randomBytes(3).toString('hex')}`;
      cleanUp.push(() => removeRole(owner, roleName));
      await makeRole(owner, accountId, roleName, statements);
      const session = await assume(owner, accountId, roleName);
      return { roleName, secure: actor(endpoint, region, session), insecure: actor(insecureEndpoint, region, session) };
    },
  };
}

/** Rejects when the signal comes first; the work itself cannot be stopped and is left to its end. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

async function expectRefusal(
  { action, decision }: Refusal,
  work: () => Promise<unknown>,
  { checks }: StepContext,
  isLenient: boolean,
) {
  const outcome = await work().then(
    () => 'succeeded',
    (error: unknown) => error,
  );
  if (outcome === 'succeeded') throw new WasAllowed(`${action} was allowed and must be refused`);
  if (!isDenial(outcome)) throw outcome;
  const refusals = checks().filter(isDenied);
  if (refusals.some((check) => check.action === action && (isLenient || check.decision === decision))) return;
  const seen = refusals.map((check) => `${check.action} ${check.decision}`);
  throw new Error(`expected ${action} to be ${decision}, saw ${seen.join(', ') || 'no denied call'}`);
}
