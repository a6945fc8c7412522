import type { ServerResponse } from 'node:http';

export interface CgiReader {
  data(part: Buffer): void;
  /** @param said on the program's stderr, for an answer that has no header */
  end(said: string): void;
}

const BLANK_LINE = /\r?\n\r?\n/;

/** Makes an HTTP answer of what a CGI program prints: headers, an empty line, and the body as it comes. */
export function cgiReader(response: ServerResponse): CgiReader {
  let head: Buffer | null = Buffer.alloc(0);
  return {
    data: (part) => {
      if (head === null) {
        response.write(part);
        return;
      }
      head = Buffer.concat([head, part]);
      const text = head.toString('latin1');
      const gap = BLANK_LINE.exec(text);
      if (gap === null) return;
      const body = head.subarray(gap.index + gap[0].length);
      head = null;
      const { status, headers } = parsedHead(text.slice(0, gap.index));
      response.writeHead(status, headers);
      response.write(body);
    },
    end: (said) => {
      // A program that cannot be started has two ends: its error, and its close.
      if (response.writableEnded) return;
      if (head === null) response.end();
      else response.writeHead(500, { 'content-type': 'text/plain' }).end(`git gave no answer: ${said}\n`);
    },
  };
}

function parsedHead(text: string): { status: number; headers: Record<string, string> } {
  const headers: Record<string, string> = {};
  let status = 200;
  for (const line of text.split(/\r?\n/)) {
    const [, name = '', value = ''] = /^([\w-]+): *(.*)$/.exec(line) ?? [];
    if (/^status$/i.test(name)) status = Number.parseInt(value, 10);
    else if (name !== '') headers[name.toLowerCase()] = value;
  }
  return { status, headers };
}
