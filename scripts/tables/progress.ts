import type { Output } from '../cli/output.ts';

export interface Progress {
  /** Items done so far, of about so many; `size` in bytes. */
  at(state: { items: number; size: number; expected: number }): void;
  /** Removes the line from a terminal. */
  end(): void;
}

/** Milliseconds between two lines: on a terminal one line is rewritten, elsewhere a new one is said. */
const PAUSE = { live: 100, plain: 15_000 };

/** Items, bytes, rate and time left. @param terminal where `out` says its lines */
export function progressOn(out: Output, verb: string, terminal: NodeJS.WritableStream = process.stdout): Progress {
  const start = performance.now();
  const pause = out.live ? PAUSE.live : PAUSE.plain;
  let last = out.live ? Number.NEGATIVE_INFINITY : start;
  let isShown = false;
  return {
    at(state) {
      const now = performance.now();
      if (now - last < pause) return;
      last = now;
      const text = progressText(verb, state, (now - start) / 1000);
      if (out.live) terminal.write(`\r\u001b[K${text}`);
      else out.say(text);
      isShown = out.live;
    },
    end() {
      if (isShown) terminal.write('\r\u001b[K');
      isShown = false;
    },
  };
}

/** `1,200 of about 5,000 items, 1.3 MB, 400/s, 10 s left` */
export function progressText(
  verb: string,
  { items, size, expected }: { items: number; size: number; expected: number },
  seconds: number,
): string {
  const rate = items / Math.max(seconds, 0.001);
  const left = rate > 0 ? (expected - items) / rate : 0;
  const remaining = left > 0 ? `, ${duration(left)} left` : '';
  const of = expected > items ? ` of about ${count(expected)}` : '';
  return `${verb} ${count(items)}${of} items, ${bytesText(size)}, ${count(Math.round(rate))}/s${remaining}`;
}

export function count(number: number): string {
  return number.toLocaleString('en-US');
}

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'];

/** In powers of 1,000, as storage is sold. */
export function bytesText(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${UNITS[power]}`;
}

/** Seconds as `45 s`, `12 min`, `3.5 h`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
