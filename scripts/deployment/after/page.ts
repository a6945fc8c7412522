import { type DefaultTreeAdapterMap, parse, type Token } from 'parse5';
import { mistakeAt } from '../../template/mistake.ts';
import type { Position } from '../../template/source.ts';

type Node = DefaultTreeAdapterMap['node'];
export type Element = DefaultTreeAdapterMap['element'];

/** A page of a served folder. */
export interface Page {
  /** From the root. */
  file: string;
  /** From the served folder. */
  path: string;
  html: string;
  /** In the order of the page; what stands in comments and in texts is none. */
  elements: Element[];
}

export function isPage(path: string): boolean {
  return /\.html?$/i.test(path);
}

/**
 * @param folder the served folder, from the root
 * @param path of the page, from it
 * @throws UserError for HTML of which browsers leave out a part, to its end or an attribute
 */
export function parsePage(folder: string, path: string, html: string): Page {
  const file = `${folder}/${path}`;
  const errors: { code: string; startLine: number; startCol: number }[] = [];
  // Scripting is taken to be off, so that what `<noscript>` holds is read too.
  const options = { sourceCodeLocationInfo: true, scriptingEnabled: false };
  const document = parse(html, { ...options, onParseError: (error) => errors.push(error) });
  const lost = errors.find(({ code }) => /^eof-|^duplicate-attribute$/.test(code));
  if (lost) {
    const place = { file, line: lost.startLine, column: lost.startCol };
    throw mistakeAt(place, `browsers leave out a part of this page: ${lost.code.replaceAll('-', ' ')}`);
  }
  return { file, path, html, elements: elementsOf(document) };
}

/** Without recursion, as pages may be as deep as they like. */
function elementsOf(document: Node): Element[] {
  const found: Element[] = [];
  const rest: Node[] = [document];
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if ('tagName' in node) found.push(node);
    if ('childNodes' in node) rest.push(...node.childNodes.toReversed());
    if ('content' in node) rest.push(node.content);
  }
  return found;
}

export function attribute({ attrs }: Element, name: string): string {
  return attrs.find((one) => one.name === name)?.value.trim() ?? '';
}

/** As it is written: `xlink:href`. */
export function writtenName({ prefix, name }: Token.Attribute): string {
  return prefix ? `${prefix}:${name}` : name;
}

/** Of an attribute, or of the whole element. */
export function placeOf(page: Page, element: Element, name?: string): Position {
  const whole = element.sourceCodeLocation;
  const at = (name === undefined ? undefined : whole?.attrs?.[name]) ?? whole;
  return { file: page.file, line: at?.startLine ?? 1, column: at?.startCol ?? 1 };
}
