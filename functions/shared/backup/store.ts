export interface StoredFile {
  /** Relative to the store, with `/`. */
  name: string;
  bytes: number;
  modifiedAt: Date;
}

/** A place that holds backups: a bucket's prefix, or a folder. Names are relative to it, with `/`. */
export interface BackupStore {
  /** `s3://bucket/prefix`, or a folder's path. */
  readonly place: string;
  /** The files below a prefix, by name. */
  list(prefix: string): Promise<StoredFile[]>;
  /** @throws BackupProblem `absent` */
  read(name: string): AsyncIterable<Uint8Array>;
  /** Writes a whole file or none, and never over another one. @throws BackupProblem `taken` */
  write(name: string, body: AsyncIterable<Uint8Array> | Uint8Array): Promise<void>;
  /** Removes a file, if it is there. */
  remove(name: string): Promise<void>;
  /** Removes what writes below a prefix that were cut off have left behind. */
  clean(prefix: string): Promise<void>;
}

export async function readWhole(store: BackupStore, name: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.read(name)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** The part of a store below a folder; `folder` ends with `/`. */
export function within(store: BackupStore, folder: string): BackupStore {
  return {
    place: `${store.place}/${folder.replace(/\/$/, '')}`,
    list: async (prefix) =>
      (await store.list(folder + prefix)).map((file) => ({ ...file, name: file.name.slice(folder.length) })),
    read: (name) => store.read(folder + name),
    write: (name, body) => store.write(folder + name, body),
    remove: (name) => store.remove(folder + name),
    clean: (prefix) => store.clean(folder + prefix),
  };
}
