/** How much is repeated. */
export interface Effort {
  /** Times that the built-in requests are decided. */
  decideRounds: number;
  /** Times that each comparison is made before the clock runs, and while it runs. */
  warmUps: number;
  compareRounds: number;
  /** How many of the comparisons are made; the first ones. */
  comparisons: number;
  matches: number;
  /** A RegExp is given longer texts until one takes this long. */
  regexpMs: number;
  starts: number;
  /** Times that the same files are reviewed and linted, after once that does not count. */
  reviews: number;
  /** Numbers of files that are reviewed once, ascending. */
  reviewed: readonly number[];
  /** Times that a stack is created, left alone and updated. */
  deploys: number;
  /** Numbers of items in the tables that are backed up, and how often each is. */
  backedUp: readonly number[];
  backups: number;
}

export const FULL: Effort = {
  decideRounds: 400,
  warmUps: 3,
  compareRounds: 5,
  comparisons: Number.POSITIVE_INFINITY,
  matches: 50,
  regexpMs: 150,
  starts: 7,
  reviews: 3,
  reviewed: [250, 500, 1000, 2000],
  deploys: 7,
  backedUp: [20_000, 200_000],
  backups: 3,
};

export const QUICK: Effort = {
  decideRounds: 1,
  warmUps: 0,
  compareRounds: 1,
  comparisons: 5,
  matches: 1,
  regexpMs: 1,
  starts: 1,
  reviews: 1,
  reviewed: [2, 4],
  deploys: 1,
  backedUp: [50],
  backups: 1,
};
