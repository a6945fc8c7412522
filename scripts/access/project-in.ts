import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { projectFolder } from '../cli/project.ts';

/** Whether a path below a folder is of this project, where the folder holds it among its own: that is not deployed. */
export function isOfProject(root: string, project = projectFolder): (path: string) => boolean {
  const folder = projectIn(root, project);
  return (path) => folder !== null && path.startsWith(`${folder}/`);
}

/** Where a repository has this project, as `vendor/stackwarden`; null: nowhere, or it is this repository. */
export function projectIn(root: string, project = projectFolder): string | null {
  const path = relative(realPathOf(root), project).split(sep).join('/');
  return path === '' || path.startsWith('..') ? null : path;
}

function realPathOf(root: string): string {
  try {
    return realpathSync(root);
  } catch {
    return root;
  }
}
