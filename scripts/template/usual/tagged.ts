import { type Marked, markedList, markedMap, markedScalar } from '../marked.ts';
import { getAttArguments, longForm } from '../tags.ts';
import { type Cursor, giveUp } from './cursor.ts';

/** A function in its long form. @param node its argument; scalars as text */
export function tagged({ dialect }: Cursor, tag: string, start: number, node: Marked): Marked {
  const name = (dialect === 'cloudformation' ? longForm(tag) : undefined) ?? giveUp();
  return markedMap(new Map([[name, { key: start, node: argumentOf(name, node) }]]), start);
}

function argumentOf(name: string, node: Marked): Marked {
  const { value, start } = node;
  if (typeof value !== 'string' || name !== 'Fn::GetAtt') return node;
  const pair = getAttArguments(value) ?? giveUp();
  return markedList(
    pair.map((text) => ({ key: start, node: markedScalar(text, start) })),
    start,
  );
}
