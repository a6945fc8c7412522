import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../../cli/errors.ts';

/** CloudFormation's limit for a template from S3. */
const SIZE_LIMIT = 1_048_576;

export type FileText =
  /** `damaged`: the offset in `text` of the first byte that is no UTF-8, or null. */
  { text: string; damaged: number | null } | { ignored: string };

/**
 * A file's text; bytes that are no UTF-8 become U+FFFD, so that the rest is still reviewed. Read at once: thousands of small
 * files take longer to be waited for than to be read.
 */
export async function readFileText(root: string, file: string): Promise<FileText> {
  try {
    const path = join(root, file);
    const stats = lstatSync(path);
    if (!stats.isFile()) return { ignored: 'not a file' };
    if (stats.size > SIZE_LIMIT)
      return { ignored: `larger than ${SIZE_LIMIT} bytes, which CloudFormation does not take` };
    return decoded(readFileSync(path));
  } catch (error) {
    return { ignored: `cannot be read (${codeOf(error) ?? error})` };
  }
}

function decoded(bytes: Uint8Array): FileText {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), damaged: null };
  } catch {
    const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
    const damaged = text.indexOf('\uFFFD');
    return { text, damaged: damaged < 0 ? 0 : damaged };
  }
}

/** Editors of Windows mark UTF-16 with a byte order mark. */
function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}
