import { parse } from 'parse5';

export interface Element {
  tag: string;
  attributes: Record<string, string>;
  /** Of it and all that is in it. */
  text: string;
}

interface Node {
  nodeName: string;
  tagName?: string;
  value?: string;
  attrs?: { name: string; value: string }[];
  childNodes?: Node[];
}

/** Everything that a browser would make of a page, in the order of the page. */
export function elementsIn(page: string): Element[] {
  const told: string[] = [];
  const document = parse(page, { onParseError: ({ code }: { code: string }) => void told.push(code) }) as Node;
  if (told.length > 0) throw new Error(`the page is no valid HTML: ${told}`);
  return below(document);
}

function below(node: Node): Element[] {
  const own: Element[] =
    node.tagName === undefined
      ? []
      : [
          {
            tag: node.tagName,
            attributes: Object.fromEntries((node.attrs ?? []).map(({ name, value }) => [name, value])),
            text: textIn(node),
          },
        ];
  return [...own, ...(node.childNodes ?? []).flatMap(below)];
}

function textIn({ value, childNodes = [] }: Node): string {
  return (value ?? '') + childNodes.map(textIn).join('');
}
