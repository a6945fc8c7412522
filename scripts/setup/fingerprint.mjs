import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Changes when the content of one of the files or one of the words does. */
export function fingerprint(files, words) {
  const hash = createHash('sha256').update(JSON.stringify(words));
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex');
}
