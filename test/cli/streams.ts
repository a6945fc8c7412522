import { Writable } from 'node:stream';
import type { Streams } from '../../scripts/cli/output.ts';

/** Streams that keep what a command writes. */
export function keepingStreams(): Streams & { written: { stdout: string; stderr: string } } {
  const written = { stdout: '', stderr: '' };
  const keep = (name: keyof typeof written) =>
    new Writable({
      write(chunk, _encoding, done) {
        written[name] += String(chunk);
        done();
      },
    });
  return { stdout: keep('stdout'), stderr: keep('stderr'), written };
}
