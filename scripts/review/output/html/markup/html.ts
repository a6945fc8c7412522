import { visible } from './visible.ts';

const MARK = Symbol('markup');

/** Made by `html` and `own` alone: no JSON has a key that is a symbol. */
export interface Markup {
  readonly [MARK]: string;
}

export type Part = string | number | Markup | readonly Markup[] | null;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Markup of which every part that is text is escaped, in elements and in attributes with double quotes. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return own(texts.map((text, index) => text + markupOf(parts[index] ?? null)).join(''));
}

/** @param markup of ours: nothing that anybody else wrote is in it */
export function own(markup: string): Markup {
  return { [MARK]: markup };
}

export function textOf(markup: Markup): string {
  return markup[MARK];
}

/** JSON for a `<script>` of data, in which no text ends the element. */
export function jsonText(value: unknown): Markup {
  const text = JSON.stringify(value, (_, part) => (typeof part === 'string' ? visible(part) : part));
  return own(text.replace(/[<>&]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`));
}

function markupOf(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return visible(part).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
  return isList(part) ? part.map(textOf).join('') : textOf(part);
}

function isList(part: Markup | readonly Markup[]): part is readonly Markup[] {
  return Array.isArray(part);
}
