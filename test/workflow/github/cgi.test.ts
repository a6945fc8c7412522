import { deepEqual, match } from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { cgiReader } from '../../../scripts/workflow/github/cgi.ts';

function answered(parts: string[], said = '') {
  const seen = { status: 0, headers: {}, body: '' };
  const response = {
    writeHead(status: number, headers: object) {
      Object.assign(seen, { status, headers });
      return this;
    },
    write(part: Buffer) {
      seen.body += part;
    },
    end(part = '') {
      seen.body += part;
    },
  };
  const read = cgiReader(response as unknown as ServerResponse);
  for (const part of parts) read.data(Buffer.from(part));
  read.end(said);
  return seen;
}

test('headers that come in pieces are put together, and the body follows', () => {
  const { status, headers, body } = answered([
    'Status: 403 Forb',
    'idden\r\nContent-Type: a/b\r\n\r',
    '\nbody\n\n',
    'more',
  ]);
  deepEqual([status, headers, body], [403, { 'content-type': 'a/b' }, 'body\n\nmore']);
});

test('a program that says nothing is a failure of the server', () => {
  const { status, body } = answered([], 'fatal: broken');
  deepEqual(status, 500);
  match(body, /fatal: broken/);
});
