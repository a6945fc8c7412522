import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';

export interface FileFacts {
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
}

export interface Compressed {
  body: AsyncIterable<Uint8Array>;
  /** Once the body has ended. */
  facts(): FileFacts;
  /** So far. */
  bytes(): number;
}

/** Fast rather than small: the reading of a table waits for it. Bytes of a chunk. */
const GZIP = { level: 1, chunkSize: 256 * 1024 };

/** Texts as one gzip file, with its size and hash. An error of the texts is one of the body. */
export function compressed(texts: AsyncIterable<string>): Compressed {
  const gzip = createGzip(GZIP);
  const hash = createHash('sha256');
  let bytes = 0;
  async function* body() {
    // Errors reach the reader through the stream that is destroyed by them.
    pipeline(Readable.from(texts, { highWaterMark: 1 }), gzip, () => {});
    for await (const chunk of gzip) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk as Uint8Array;
    }
  }
  return { body: body(), bytes: () => bytes, facts: () => ({ bytes, sha256: hash.digest('hex') }) };
}
