import { styleText } from 'node:util';

export type Format = 'text' | 'json';
type Style = Parameters<typeof styleText>[0];

/** Where a command writes. In JSON, stdout carries the one document and everything else goes to stderr. */
export interface Output {
  readonly format: Format;
  /** True on a terminal: lines may be coloured and rewritten. */
  readonly live: boolean;
  /** A line for people: stdout in text, stderr in JSON. */
  say(line?: string): void;
  /** A line about a problem, always on stderr. */
  warn(line: string): void;
  /** The command's one JSON document; ignored in text. */
  document(value: unknown): void;
  style(style: Style, text: string): string;
}

export interface Streams {
  stdout: NodeJS.WritableStream & { isTTY?: boolean };
  stderr: NodeJS.WritableStream & { isTTY?: boolean };
}

export function output(format: Format, streams: Streams, env: NodeJS.ProcessEnv): Output {
  const people = format === 'json' ? streams.stderr : streams.stdout;
  const live = people.isTTY === true && !env.CI;
  const colour = env.NO_COLOR ? false : env.FORCE_COLOR ? env.FORCE_COLOR !== '0' : live;
  return {
    format,
    live,
    say: (line = '') => void people.write(`${line}\n`),
    warn: (line) => void streams.stderr.write(`${line}\n`),
    document: (value) => {
      if (format === 'json') streams.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    style: (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text),
  };
}
