import type { Output } from '../../cli/output.ts';
import type { Progress } from '../run.ts';

/** Seconds between two lines where no line can be written anew. */
const EVERY = 10;

/** Shows how far the proof is: on a terminal in one line, else now and then. */
export function showProgress({ live }: Pick<Output, 'live'>, stream: NodeJS.WritableStream) {
  let told = 0;
  let doing = '';
  return {
    show(progress: Progress): void {
      const isNew = progress.doing !== doing;
      const now = performance.now();
      if (!live && !isNew && now - told < EVERY * 1000) return;
      told = now;
      doing = progress.doing;
      const text = textOf(progress);
      stream.write(live ? `\r\x1b[2K${text}` : `${text}\n`);
    },
    end(): void {
      if (live) stream.write('\r\x1b[2K');
    },
  };
}

function textOf({ doing, done, total }: Progress): string {
  return total === 0 ? `${doing} …` : `${doing}: ${done} of ${total} changes`;
}
