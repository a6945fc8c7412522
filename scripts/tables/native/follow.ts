import { isTransient } from '../../aws/errors.ts';
import { type Clock, SYSTEM_CLOCK } from '../../aws/wait.ts';

/** Milliseconds: an export or an import takes minutes at least, and each look is one call. */
const PAUSE = { first: 1_000, factor: 1.5, cap: 30_000 };

/** Looks in a row without an answer after which the error is thrown: some ten minutes. */
const PATIENCE = 20;

export interface Following {
  signal: AbortSignal;
  clock?: Clock;
}

/**
 * Looks at once, then with growing pauses, until `look` gives something. There is no deadline: AWS promises none for
 * exports and imports. Aborting rejects with the signal's reason and leaves the work to AWS.
 */
export async function follow<T>(
  look: () => Promise<T | null>,
  { signal, clock = SYSTEM_CLOCK }: Following,
): Promise<T> {
  let unanswered = 0;
  for (let pause = PAUSE.first; ; pause = Math.min(pause * PAUSE.factor, PAUSE.cap)) {
    signal.throwIfAborted();
    try {
      const found = await look();
      if (found !== null) return found;
      unanswered = 0;
    } catch (error) {
      signal.throwIfAborted();
      if (!isTransient(error) || ++unanswered > PATIENCE) throw error;
    }
    await clock.sleep(pause, signal).catch((error) => {
      signal.throwIfAborted();
      throw error;
    });
  }
}
