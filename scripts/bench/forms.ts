import { benchMarkdown } from './markdown.ts';
import { tableLines } from './render.ts';
import type { Result } from './result.ts';

/** The forms in which figures can be told, beside those of every command. */
export const FORMATS = ['markdown'] as const;

export const BENCH_FORMATS = ['text', 'json', ...FORMATS] as const;

type BenchFormat = (typeof BENCH_FORMATS)[number];

const FORMS: Record<BenchFormat, (result: Result) => string> = {
  text: ({ rows }) => `${tableLines(rows).join('\n')}\n`,
  json: (result) => `${JSON.stringify(result, null, 2)}\n`,
  markdown: benchMarkdown,
};

export function formOf(format: BenchFormat, result: Result): string {
  return FORMS[format](result);
}
