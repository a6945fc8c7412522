import type { Api } from './api.ts';
import { ApiProblem } from './api-problem.ts';
import type { Wait } from './patience.ts';
import type { Run } from './shapes.ts';

/** In the beginning, and after a minute. */
const LOOK_EVERY_MS = [2_000, 5_000] as const;
const MINUTE_MS = 60_000;
/** Lambda's longest time, and a margin. */
const LONGEST_MS = 17 * MINUTE_MS;
/** Answers in a row that may be missing: the backup goes on without anybody looking. */
const MOST_LOST = 5;

const GOES_ON = 'The backup may go on without this page: “Back up now” joins it if it does.';

export interface Following {
  onProgress: (run: Run) => void;
  onWait: Wait;
  pause?: (ms: number) => Promise<void>;
  now?: () => number;
}

/** Asks until a backup is over. @throws ApiProblem when it is not over in time, or cannot be asked for */
export async function followed(
  api: Pick<Api, 'run'>,
  begun: Run,
  { onProgress, onWait, pause = sleep, now = Date.now }: Following,
): Promise<Run> {
  const start = now();
  let run = begun;
  for (let lost = 0; run.status === 'running'; ) {
    onProgress(run);
    const passed = now() - start;
    if (passed > LONGEST_MS) throw new ApiProblem(0, `The backup has not ended in time. ${GOES_ON}`);
    await pause(LOOK_EVERY_MS[passed < MINUTE_MS ? 0 : 1]);
    try {
      run = await api.run(run.statusUrl, onWait);
      lost = 0;
    } catch (error) {
      lost += 1;
      if (!isLost(error)) throw error;
      if (lost > MOST_LOST) throw new ApiProblem(error.status, `${error.message} ${GOES_ON}`);
    }
  }
  return run;
}

function isLost(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem && (error.status === 0 || error.status === 429 || error.status >= 500);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
