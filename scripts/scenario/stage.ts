import { randomBytes } from 'node:crypto';
import type { CallRecord } from '../embedded/calls.ts';
import type { Issuer } from '../embedded/oidc/issuer.ts';
import { actor, type Credentials } from './clients.ts';
import { eventually } from './eventually.ts';
import { invoke } from './invoke.ts';
import { jobActors } from './jobs.ts';
import type { StepReport } from './report.ts';
import type { Refusal, Stage, StandIns } from './scenario.ts';
import { stepsOf } from './steps.ts';
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
  const { root, setting, outputs, signal, parts, onPart } = options;
  const { endpoint, insecureEndpoint, region, accountId, credentials, site, standIns } = setting;
  const owner = actor(endpoint, region, credentials);

  const { step, refused } = stepsOf(options, begun);
  return {
    root,
    outputs,
    accountId,
    region,
    endpoint,
    site,
    standIns,
    owner,
    ...{ step, refused },
    part: async (title, work) => {
      if (parts !== undefined && !parts.has(title)) return;
      await onPart?.(title);
      await work();
    },
    eventually: (what, ask) => eventually(what, ask, signal),
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
