import { posix } from 'node:path';
import { mistakeAt } from '../../template/mistake.ts';
import { own } from '../../template/own.ts';
import type { Position } from '../../template/source.ts';
import { attribute, type Element, isPage, type Page, placeOf, writtenName } from './page.ts';
import { sourcesIn } from './srcset.ts';

/** A file of the site that a page refers to. */
export interface PageReference {
  /** From the served folder. */
  path: string;
  /** Where the path stands in the page's text, without a query or fragment behind it. */
  start: number;
  end: number;
  at: Position;
  /** Of a script that runs as one of old, not as a module. */
  isClassic: boolean;
}

const ADDRESS = ['href', 'xlink:href'];
/** The attributes that load a file, or lead to one. */
const REFERRING: Record<string, readonly string[]> = {
  a: ADDRESS,
  area: ADDRESS,
  audio: ['src'],
  embed: ['src'],
  feimage: ADDRESS,
  frame: ['src'],
  iframe: ['src'],
  image: ADDRESS,
  img: ['src', 'srcset'],
  input: ['src'],
  link: ['href', 'imagesrcset'],
  object: ['data'],
  script: ['src', ...ADDRESS],
  source: ['src', 'srcset'],
  track: ['src'],
  use: ADDRESS,
  video: ['src', 'poster'],
};
/** They lead to pages, and to what is no file, such as a path of an API. */
const LEADS = /^(a|area|frame|iframe)$/;
const LOADING_LINKS =
  /^(stylesheet|icon|apple-touch-icon|apple-touch-icon-precomposed|mask-icon|manifest|preload|modulepreload|prefetch)$/i;
/** A scheme, another host, or a place in the page itself. */
const ELSEWHERE = /^([a-z][a-z0-9+.-]*:|\/\/|#|\?|$)/i;

/**
 * The files of the site that a page loads, and the pages that it leads to.
 * @throws UserError at a path that leads out of the folder, or that is not written plainly
 */
export function pageReferences(page: Page): PageReference[] {
  return page.elements.flatMap((element) => {
    const names = own(REFERRING, element.tagName.toLowerCase()) ?? [];
    const rels = attribute(element, 'rel').split(/\s+/);
    if (element.tagName === 'link' && !rels.some((rel) => LOADING_LINKS.test(rel))) return [];
    const written = element.attrs.map(writtenName).filter((name) => names.includes(name));
    return written.flatMap((name) => referencesOf(page, element, name));
  });
}

function referencesOf(page: Page, element: Element, name: string): PageReference[] {
  const at = placeOf(page, element, name);
  const { value, start } = valueIn(page, element, name);
  const sources = name.endsWith('srcset') ? sourcesIn(value) : sourceIn(value);
  const isClassic = element.tagName === 'script' && attribute(element, 'type').toLowerCase() !== 'module';
  return sources.flatMap(({ text, index }) => {
    if (ELSEWHERE.test(text)) return [];
    const written = text.replace(/[?#].*$/s, '');
    if (LEADS.test(element.tagName) && !isPage(written)) return [];
    if (attribute(element, 'integrity') !== '') {
      throw mistakeAt(at, 'a file of the site itself needs no integrity, and what is built has another: take it out');
    }
    const path = pathOf(page.path, written, (problem) => mistakeAt(at, `${name} ${problem}`));
    return [{ path, start: start + index, end: start + index + written.length, at, isClassic }];
  });
}

/** An attribute's value as the page's text has it, and where. */
function valueIn({ html }: Page, element: Element, name: string): { value: string; start: number } {
  const at = element.sourceCodeLocation?.attrs?.[name];
  const whole = html.slice(at?.startOffset ?? 0, at?.endOffset ?? 0);
  const before = /^[^=]*=\s*(["']?)/.exec(whole);
  const start = before?.[0].length ?? whole.length;
  return { value: whole.slice(start, before?.[1] ? -1 : undefined), start: (at?.startOffset ?? 0) + start };
}

function sourceIn(value: string) {
  return [{ text: value.trim(), index: value.length - value.trimStart().length }];
}

/** From the served folder. */
function pathOf(page: string, written: string, mistake: (problem: string) => Error): string {
  // In the page's text it may begin a character reference, which could stand for anything.
  if (written.includes('&')) throw mistake('holds an & in a path: write it as %26');
  let decoded: string;
  try {
    decoded = decodeURIComponent(written);
  } catch {
    throw mistake('holds a % that encodes nothing: write it as %25');
  }
  const path = decoded.startsWith('/') ? posix.normalize(decoded).slice(1) : posix.join(posix.dirname(page), decoded);
  if (path !== '..' && !path.startsWith('../') && !path.includes('\\')) return path;
  throw mistake('leads out of the folder that is served');
}
