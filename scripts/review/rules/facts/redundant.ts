import { isWild } from '../../../access/stated/actions.ts';
import type { Text } from '../../../access/stated/statements.ts';
import { globOf } from '../../../iam/compare/glob.ts';

/** The texts that another pattern of the list covers. */
export function redundantIn(texts: readonly Text[], ignoreCase: boolean): { text: Text; by: string }[] {
  const wild = texts
    .filter(({ text }) => isWild(text))
    .map((text) => ({ text, glob: globOf(text.text, { ignoreCase }) }));
  return texts.flatMap((text, index) => {
    const fold = ignoreCase ? text.text.toLowerCase() : text.text;
    const earlier = texts.slice(0, index).find((other) => other.text === text.text);
    const wider = wild.find(
      ({ text: other, glob }) => other.text !== text.text && !text.text.includes('?') && glob.matches(fold),
    );
    const by = earlier?.text ?? wider?.text.text;
    return by === undefined ? [] : [{ text, by }];
  });
}
