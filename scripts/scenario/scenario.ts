import type { Check } from '../embedded/calls.ts';
import type { WeatherStandIn } from '../embedded/stand-ins/weather.ts';
import type { Actor } from './clients.ts';
import type { Purpose, TokenChanges } from './jobs.ts';

/** What a stack must do and refuse, as steps that a person reads while they run. */
export type Scenario = (stage: Stage) => Promise<void>;

/** The deployed stack and those who act on it. */
export interface Stage {
  root: string;
  outputs: Record<string, string>;
  accountId: string;
  region: string;
  /** The embedded AWS's address, for calls that no SDK makes: `<endpoint>/_aws/execute-api/<api>/<stage>/<path>`. */
  endpoint: string;
  /** Where a browser finds the site of the deployed distribution, `http://localhost:<port>`; null when none is shown. */
  site: string | null;
  /** What stands in for services outside AWS, to be told how to behave. */
  standIns: StandIns;
  /** The account's administrator, who may do everything: for reading back what others wrote. */
  owner: Actor;
  /**
   * Steps that can be run without those of the other parts, in any order and more than once: what they need they make.
   * Whoever runs the scenario may choose parts; what stands outside of them always runs.
   */
  part(title: string, work: () => Promise<unknown>): Promise<void>;
  /** A step that must succeed. Its calls are shown with their role and the decision taken. */
  step<T>(title: string, work: (step: StepContext) => Promise<T>): Promise<T>;
  /** A step whose call must be refused by IAM; anything else, success included, fails the scenario. */
  refused(title: string, refusal: Refusal, work: () => Promise<unknown>): Promise<void>;
  /** Invokes a function and returns its answer; throws with the function's error when it fails. */
  invoke(functionName: string, event: unknown): Promise<unknown>;
  /** The first value that is not undefined, asked for again until it comes; fails the step after 20 seconds. */
  eventually<T>(what: string, ask: () => Promise<T | undefined>): Promise<T>;
  /**
   * The job that a role of bootstrap is for, with a session of that role: `<prefix>-<environment>-<purpose>`.
   * @param changes what its token says otherwise; it gets a session of its own then
   */
  job(purpose: Purpose, changes?: TokenChanges): Promise<Actor>;
  /** Someone with a role of the account that the stack does not know, holding only these statements. */
  stranger(name: string, statements: object[]): Promise<Stranger>;
}

export interface StandIns {
  weather: WeatherStandIn;
}

export interface StepContext {
  /** The decisions on calls made so far in this step. */
  checks(): Check[];
  /** A line of the step's result, as in `read back: 2 keys`. */
  note(text: string): void;
}

export interface Refusal {
  action: string;
  decision: 'ExplicitlyDenied' | 'ImplicitlyDenied';
}

export interface Stranger {
  roleName: string;
  /** The role's calls over TLS. */
  secure: Actor;
  /** The same role's calls without TLS. */
  insecure: Actor;
}
