import { type DefaultTreeAdapterMap, parseFragment } from 'parse5';
import { plain } from '../cli/plain.ts';

type Node = DefaultTreeAdapterMap['node'];

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm;
const DIAGRAM = '[a diagram]';
/** Stands for a fence while the rest is read; of the characters that mean nothing by themselves (Unicode, 23.5). */
const PLACE = '\uE000';

/**
 * A summary or comment as lines of a terminal: headings, lists and tables of Markdown with HTML in it, as GitHub would
 * show them, without what only a browser can. Text in it that a terminal or GitHub's runner would obey is taken out.
 */
export function markdownLines(markdown: string): string[] {
  const fences: string[] = [];
  // Code in fences is no HTML; a diagram is nothing for a terminal.
  const rest = markdown.replaceAll(PLACE, '').replace(FENCE, (_, language: string, code: string) => {
    fences.push(language === 'mermaid' ? DIAGRAM : code.replace(/^(?=.)/gm, '    '));
    return PLACE;
  });
  return textOf(parseFragment(rest).childNodes)
    .replaceAll(PLACE, () => fences.shift() ?? '')
    .replace(/\n\s*\n\s*\n/g, '\n\n')
    .trim()
    .split('\n')
    .map((line) => plain(line).trimEnd());
}

function textOf(nodes: readonly Node[]): string {
  return nodes.map(nodeText).join('');
}

function nodeText(node: Node): string {
  if (node.nodeName === '#text') return 'value' in node ? node.value : '';
  if (!('childNodes' in node)) return '';
  const inside = () => textOf(node.childNodes);
  switch (node.nodeName) {
    case 'br':
      return '; ';
    case 'ul':
      return `\n${node.childNodes
        .filter(({ nodeName }) => nodeName === 'li')
        .map(itemText)
        .join('\n')}\n`;
    case 'p':
    case 'summary':
      return `\n${inside()}\n`;
    case 'table':
      return `\n${tableText(rowsOf(node))}\n`;
    default:
      return inside();
  }
}

function itemText(item: Node): string {
  return `- ${nodeText(item).trim()}`;
}

function rowsOf(node: Node): string[][] {
  if (!('childNodes' in node)) return [];
  if (node.nodeName === 'tr') return [node.childNodes.filter(isCell).map((cell) => nodeText(cell).trim())];
  return node.childNodes.flatMap(rowsOf);
}

function isCell({ nodeName }: Node): boolean {
  return nodeName === 'td' || nodeName === 'th';
}

/** Columns that are aligned where they are narrow; the wide ones have a line each below their row. */
function tableText(rows: readonly string[][]): string {
  const [head = [], ...body] = rows;
  return body.map((row) => row.map((cell, at) => cellText(head[at] ?? '', cell, at)).join('')).join('\n');
}

function cellText(title: string, cell: string, at: number): string {
  if (cell === '') return '';
  if (at === 0) return cell;
  return title === '' || cell.length < 40 ? `  ${cell}` : `\n    ${title.toLowerCase()}: ${cell}`;
}
