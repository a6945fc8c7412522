import { inLabel } from '../../cli/markdown/escape.ts';
import type { Edge, Reach } from './reach.ts';

const ARROWS: Record<NonNullable<Edge['change']> | 'none', string> = { gained: '==>', lost: '-.->', none: '-->' };

/** Colours that can be told apart on GitHub's light and dark pages; the form of the arrow says the same. */
const STYLES: Record<NonNullable<Edge['change']>, string> = {
  gained: 'stroke:#d1242f,stroke-width:3px',
  lost: 'stroke:#8c959f',
};

export const LEGEND = 'Thick arrows are gained access, dotted ones lost, thin ones as before.';

/** The lines of a Mermaid flowchart: https://mermaid.js.org/syntax/flowchart.html */
export function graphLines({ edges }: Reach): string[] {
  const names = [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
  const ids = new Map(names.map((name, index) => [name, `n${index}`]));
  const styles = (['gained', 'lost'] as const).flatMap((change) => {
    const places = edges.flatMap((edge, index) => (edge.change === change ? [index] : []));
    return places.length > 0 ? [`  linkStyle ${places.join(',')} ${STYLES[change]}`] : [];
  });
  return [
    'flowchart LR',
    ...names.map((name) => `  ${ids.get(name)}["${inLabel(name)}"]`),
    ...edges.map(
      ({ from, to, label, change }) =>
        `  ${ids.get(from)} ${ARROWS[change ?? 'none']}|"${inLabel(label)}"| ${ids.get(to)}`,
    ),
    ...styles,
  ];
}
