import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Where a command writes. Of any format but text, stdout carries that alone and everything else goes to stderr. */
export interface Output {
  /** `text`, `json`, or one of the command's own. */
  readonly format: string;
  /** True on a terminal: lines may be coloured and rewritten. */
  readonly live: boolean;
  /** A line for people: stdout in text, else stderr. */
  say(line?: string): void;
  /** A line about a problem, always on stderr. */
  warn(line: string): void;
  /** The command's one JSON document; ignored in other formats. */
  document(value: unknown): void;
  /** Everything that one of the command's own formats says; ignored in text and JSON. */
  print(text: string): void;
  style(style: Style, text: string): string;
}

export interface Streams {
  stdout: NodeJS.WritableStream & { isTTY?: boolean };
  stderr: NodeJS.WritableStream & { isTTY?: boolean };
}

export function output(format: string, streams: Streams, env: NodeJS.ProcessEnv): Output {
  const people = format === 'text' ? streams.stdout : streams.stderr;
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
    print: (text) => {
      if (format !== 'json' && format !== 'text') streams.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    },
    style: (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text),
  };
}
