import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reviewed } from './model.ts';

const FOLDERS = ['templates', 'policies'];

/**
 * In a repository of this layout what is deployed stands in `templates/` and `policies/`; templates elsewhere, such as
 * the cases of tests, are not its own. Any other folder is reviewed whole.
 */
export async function own(root: string, reviewed: Reviewed): Promise<Reviewed> {
  const found = await Promise.all(FOLDERS.map((folder) => stat(join(root, folder)).catch(() => null)));
  if (!found.every((folder) => folder?.isDirectory())) return reviewed;
  const isOwn = (file: string) => FOLDERS.some((folder) => file.startsWith(`${folder}/`));
  const fileOf = (document: Reviewed['documents'][number]) => document.at([]).file;
  const elsewhere = [
    ...reviewed.templates.map(({ file }) => file),
    ...reviewed.documents.map(fileOf),
    ...reviewed.unreadable.map(({ file }) => file),
  ].filter((file) => !isOwn(file));
  const outside = [...new Set(elsewhere)].map((file) => ({ file, reason: 'it is not in templates/ or policies/' }));
  return {
    ...reviewed,
    templates: reviewed.templates.filter(({ file }) => isOwn(file)),
    documents: reviewed.documents.filter((document) => isOwn(fileOf(document))),
    unreadable: reviewed.unreadable.filter(({ file }) => isOwn(file)),
    ignored: [...reviewed.ignored, ...outside].sort((one, other) => (one.file < other.file ? -1 : 1)),
  };
}
