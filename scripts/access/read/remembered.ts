import type { ReviewedTemplate } from '../model.ts';
import type { PlainTemplate } from './plain.ts';
import type { ReviewCache } from './review-cache.ts';

/** What a template was made of, and where what is found in it may be kept. */
export interface Remembered {
  cache: ReviewCache;
  template: ReviewedTemplate;
  plain: PlainTemplate;
}

const origins = new WeakMap<ReviewedTemplate, Remembered>();

/** Who makes another template of it looks at everything again. */
export function remember(template: ReviewedTemplate, plain: PlainTemplate, cache: ReviewCache): void {
  origins.set(template, { template, plain, cache });
}

export function rememberedOf(template: ReviewedTemplate): Remembered | undefined {
  return origins.get(template);
}
