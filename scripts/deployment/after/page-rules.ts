import { mistakeAt } from '../../template/mistake.ts';
import { attribute, type Element, type Page, placeOf, writtenName } from './page.ts';

/** What runs; anything else in a `<script>` is data, which a policy lets be (HTML standard, "the script element"). */
const RUNS = /^$|^(module|importmap|speculationrules)$|^(text|application)\/.*(java|j|ecma|live)script/i;
const ADDRESSES = ['action', 'data', 'formaction', 'href', 'src', 'xlink:href'];

/**
 * A page that is built holds no script and no style itself: a content security policy that is worth having makes browsers
 * leave them out without a word to whoever deploys, so the deploy says it.
 * @throws UserError at the first one
 */
export function checkPage(page: Page): void {
  for (const element of page.elements) {
    const problem = problemOf(element);
    if (problem !== null) throw mistakeAt(placeOf(page, element, problem.name), problem.message);
  }
}

interface Problem {
  /** Of the attribute, when it is one. */
  name?: string;
  message: string;
}

function problemOf(element: Element): Problem | null {
  const { tagName } = element;
  if (tagName === 'base') return { message: 'a page that is built has no <base>: write each path in full' };
  if (tagName === 'style') return { message: 'a content security policy forbids <style>: put it into a .css file' };
  if (tagName === 'script' && isInline(element)) {
    return { message: 'a content security policy forbids scripts in the page: put it into a .ts file' };
  }
  for (const one of element.attrs) {
    const name = writtenName(one);
    if (name === 'style') return { name, message: 'a content security policy forbids style="…": use a class' };
    if (/^on[a-z]+$/.test(name)) {
      return { name, message: `a content security policy forbids ${name}="…": listen for it in a .ts file` };
    }
    if (ADDRESSES.includes(name) && isScriptAddress(one.value)) {
      return { name, message: 'a content security policy forbids javascript: addresses: put it into a .ts file' };
    }
  }
  return null;
}

function isInline(element: Element): boolean {
  const loads = element.attrs.some(({ name }) => name === 'src' || name === 'href');
  const text = element.childNodes.map((child) => ('value' in child ? child.value : '')).join('');
  return !loads && text.trim() !== '' && RUNS.test(attribute(element, 'type'));
}

/** Browsers skip spaces and control characters before a scheme, and some of them within (URL standard). */
function isScriptAddress(value: string): boolean {
  return /^javascript:/i.test(value.replace(/[\p{Cc}\s]/gu, ''));
}
