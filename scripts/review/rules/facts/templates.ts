import type { Reviewed, ReviewedTemplate } from '../../../access/model.ts';

const known = new WeakMap<Reviewed, ReadonlyMap<string, ReviewedTemplate>>();

/** The template of a file. Rules ask for each text of each document, so it is not searched among all. */
export function templateAt(file: string, reviewed: Reviewed): ReviewedTemplate | undefined {
  const found = known.get(reviewed) ?? new Map(reviewed.templates.map((template) => [template.file, template]));
  known.set(reviewed, found);
  return found.get(file);
}
