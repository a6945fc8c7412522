/** Stacks at a time: CloudFormation throttles the looks at them per account and region. */
export const PARALLEL_STACKS = 6;

export interface Schedule<T> {
  /** What each node needs to be done before it starts; every name in it is a node. */
  needs: ReadonlyMap<string, readonly string[]>;
  limit: number;
  run(name: string): Promise<T>;
  /** True when those that need this one can go on. */
  good(result: T): boolean;
  /** The result of a node that never starts, because these that it needs did not end well. */
  blocked(name: string, by: string[]): T;
}

/** Runs each node as soon as what it needs is done, at most `limit` at a time; rejects after all that started ended. */
export async function runSchedule<T>(schedule: Schedule<T>): Promise<Map<string, T>> {
  const { needs, run, good, blocked } = schedule;
  const slot = slots(schedule.limit);
  const started = new Map<string, Promise<T>>();
  const start = (name: string): Promise<T> => {
    const running = started.get(name) ?? outcome(name);
    started.set(name, running);
    return running;
  };
  const outcome = async (name: string): Promise<T> => {
    const needed = needs.get(name) ?? [];
    const results = await Promise.all(needed.map(start));
    const by = needed.filter((_, index) => !good(results[index] as T));
    return by.length > 0 ? blocked(name, by) : slot(() => run(name));
  };
  const names = [...needs.keys()];
  const settled = await Promise.allSettled(names.map(start));
  const failure = settled.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
  return new Map(settled.map((result, index) => [names[index] as string, (result as PromiseFulfilledResult<T>).value]));
}

/** Lets at most `limit` tasks run at a time; the others start in the order they came. */
function slots(limit: number): <T>(task: () => Promise<T>) => Promise<T> {
  const queue: (() => void)[] = [];
  let free = limit;
  return async (task) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => queue.push(resolve));
    try {
      return await task();
    } finally {
      const next = queue.shift();
      if (next) next();
      else free++;
    }
  };
}

/** Runs one task a name, at most `limit` at a time; rejects after all that started ended. */
export async function inParallel<T>(
  names: readonly string[],
  limit: number,
  task: (name: string) => Promise<T>,
): Promise<T[]> {
  const needs = new Map(names.map((name) => [name, []]));
  const results = await runSchedule<T>({ needs, limit, run: task, good: () => true, blocked: unreachable });
  return [...results.values()];
}

function unreachable(): never {
  throw new Error('nothing is needed, so nothing is blocked');
}
