import type { ReviewedDocument, ReviewedTemplate } from '../model.ts';
import type { Resolution } from './template.ts';

interface Resolved {
  template: ReviewedTemplate;
  boundaries: Resolution['boundaries'];
  policies: Resolution['policies'];
  /** What the policies of this template are called in others. */
  abroad(arn: string): string;
}

/** The templates with those managed policies marked that bound a principal, of the same template or of another one. */
export function withBoundaries(all: readonly Resolved[]): ReviewedTemplate[] {
  const everywhere = new Set(all.flatMap(({ boundaries }) => boundaries));
  return all.map(({ template, boundaries, policies, abroad }) => {
    const own = new Set(boundaries);
    const documents = template.documents.map((document): ReviewedDocument => {
      const arn = policies.get(document.owner?.logicalId ?? '');
      const isBoundary = arn !== undefined && (own.has(arn) || everywhere.has(abroad(arn)));
      return isBoundary ? { ...document, kind: 'boundary' } : document;
    });
    return { ...template, documents };
  });
}
