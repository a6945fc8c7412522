import type { Counter } from './body.ts';

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** Keeps a UTF-8 byte order mark at the text's beginning, whole or spread over pieces, from the counter. */
export function withoutBom<T>(counter: Counter<T>): Counter<T> {
  let held: Buffer | null = Buffer.alloc(0);

  function release(): void {
    if (held && !held.equals(BOM)) counter.add(held);
    held = null;
  }

  return {
    add(piece) {
      if (held === null) return counter.add(piece);
      const wanted = BOM.length - held.length;
      held = Buffer.concat([held, piece.subarray(0, wanted)]);
      if (held.length < BOM.length) return;
      release();
      counter.add(piece.subarray(wanted));
    },
    end() {
      release();
      return counter.end();
    },
  };
}
