/** A fenced block of a recipe. */
export interface Block {
  language: string;
  text: string;
  /** The file that the words before the block named last: what is in it. */
  file: string | null;
}

/** The recipes of a page, by title: what stands below `## Recipes`, each with its blocks in their order. */
export function recipesIn(page: string): Map<string, Block[]> {
  const [, section = ''] = /^## Recipes\n([\s\S]*?)(?=^## )/m.exec(page) ?? [];
  const [, ...parts] = section.split(/^### /m);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), blocksIn(part)]));
}

function blocksIn(part: string): Block[] {
  const fences = [...part.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
  return fences.map(({ 1: language = '', 2: text = '', index }, at) => {
    const last = fences[at - 1];
    const words = part.slice(last === undefined ? 0 : last.index + last[0].length, index);
    const file = [...words.matchAll(/`([\w-]+(?:\/[\w.-]+)+)`/g)].at(-1)?.[1] ?? null;
    return { language, text, file };
  });
}
