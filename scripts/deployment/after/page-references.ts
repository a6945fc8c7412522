import { posix } from 'node:path';
import { type DefaultTreeAdapterMap, parse } from 'parse5';
import { mistakeAt } from '../../template/mistake.ts';

type Node = DefaultTreeAdapterMap['node'];
type Element = DefaultTreeAdapterMap['element'];

/** A file of the site that a page refers to. */
export interface PageReference {
  /** From the served folder. */
  path: string;
  /** Where the path stands in the page's text, without a query or fragment behind it. */
  start: number;
  end: number;
  line: number;
  column: number;
}

/** The attributes that load a file; a link to another page loads none. */
const LOADING: Record<string, string[]> = {
  audio: ['src'],
  embed: ['src'],
  img: ['src'],
  input: ['src'],
  link: ['href'],
  object: ['data'],
  script: ['src'],
  source: ['src'],
  track: ['src'],
  video: ['src', 'poster'],
};

const LOADING_LINKS = /^(stylesheet|icon|shortcut icon|apple-touch-icon|mask-icon|manifest|preload|modulepreload)$/i;
/** A scheme, another host, or a place in the page itself. */
const ELSEWHERE = /^([a-z][a-z0-9+.-]*:|\/\/|#|\?|$)/i;

/**
 * The files of the site that a page loads. @param file the page's path from the root, for messages
 * @param page its path from the served folder
 * @throws UserError at a path that leads out of the folder, and at a `<base>`, which would give paths another meaning
 */
export function pageReferences(html: string, file: string, page: string): PageReference[] {
  return elementsOf(parse(html, { sourceCodeLocationInfo: true })).flatMap((element) => {
    const at = element.sourceCodeLocation;
    if (element.tagName === 'base' && at) {
      const place = { file, line: at.startLine, column: at.startCol };
      throw mistakeAt(place, 'a page that is built has no <base>: write each path in full');
    }
    return (LOADING[element.tagName] ?? []).flatMap((name) => referenceOf(html, file, page, element, name));
  });
}

function elementsOf(node: Node): Element[] {
  const children = 'content' in node ? [node.content] : 'childNodes' in node ? node.childNodes : [];
  const below = children.flatMap((child) => elementsOf(child as Node));
  return 'tagName' in node ? [node, ...below] : below;
}

function referenceOf(html: string, file: string, page: string, element: Element, name: string): PageReference[] {
  const value = element.attrs.find((one) => one.name === name)?.value.trim() ?? '';
  const at = element.sourceCodeLocation?.attrs?.[name];
  if (at === undefined || ELSEWHERE.test(value)) return [];
  if (element.tagName === 'link' && !LOADING_LINKS.test(attribute(element, 'rel'))) return [];
  const written = value.replace(/[?#].*$/s, '');
  const start = html.indexOf(written, at.startOffset + name.length);
  const place = { file, line: at.startLine, column: at.startCol };
  if (start < 0 || start + written.length > at.endOffset) {
    throw mistakeAt(place, `write the path in ${name} without character references`);
  }
  const path = pathOf(page, written);
  if (path === null) throw mistakeAt(place, `${name} leads out of the folder that is served`);
  return [{ path, start, end: start + written.length, line: at.startLine, column: at.startCol }];
}

function attribute(element: Element, name: string): string {
  return element.attrs.find((one) => one.name === name)?.value.trim() ?? '';
}

/** From the served folder; null when the path leads out of it. */
function pathOf(page: string, written: string): string | null {
  const decoded = decodedPath(written);
  if (decoded === null) return null;
  const path = decoded.startsWith('/') ? posix.normalize(decoded).slice(1) : posix.join(posix.dirname(page), decoded);
  return path === '..' || path.startsWith('../') || path.includes('\\') ? null : path;
}

function decodedPath(written: string): string | null {
  try {
    return decodeURIComponent(written);
  } catch {
    return null;
  }
}
