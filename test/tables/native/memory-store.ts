import { BackupProblem } from '../../../functions/shared/backup/problem.ts';
import type { BackupStore } from '../../../functions/shared/backup/store.ts';

export interface MemoryStore extends BackupStore {
  files: Map<string, Buffer>;
}

/** A place for backups in memory; `s3://bucket` stands for the whole of a bucket. */
export function memoryStore(place: string): MemoryStore {
  const files = new Map<string, Buffer>();
  return {
    place,
    files,
    list: async (prefix) =>
      [...files]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, body]) => ({ name, bytes: body.length, modifiedAt: new Date(0) }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    async *read(name) {
      const body = files.get(name);
      if (body === undefined) throw new BackupProblem('absent', `${place}/${name} is not there`);
      // In pieces, as a network gives them.
      for (let start = 0; start < body.length; start += 100) yield body.subarray(start, start + 100);
    },
    async write(name, body) {
      if (files.has(name)) throw new BackupProblem('taken', `${place}/${name} is there already`);
      const chunks: Uint8Array[] = [];
      for await (const chunk of body instanceof Uint8Array ? [body] : body) chunks.push(chunk);
      files.set(name, Buffer.concat(chunks));
    },
    remove: async (name) => void files.delete(name),
    clean: async () => {},
  };
}
