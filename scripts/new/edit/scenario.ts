import { mistake } from '../../template/mistake.ts';
import { withLine } from './sorted.ts';

const HEAD = /^export async function scenario\((\w+): Stage\): Promise<void> \{\n/m;

/**
 * A stack's scenario with one more call at its end, and the import of what is called; every other character stays.
 * @param from relative to the scenario's file
 * @throws UserError where the scenario is not written as the others are, or has the name already
 */
export function withSteps(file: string, text: string, { name, from }: { name: string; from: string }): string {
  const line = `import { ${name} } from '${from}';`;
  const head = HEAD.exec(text);
  const end = head === null ? -1 : text.indexOf('\n}\n', head.index + head[0].length - 1);
  const imported = end === -1 ? null : withLine(text, line, from);
  if (head === null || imported === null) {
    throw mistake(
      `${file}: there is no 'export async function scenario(stage: Stage): Promise<void> {' to add a step to; write it so`,
    );
  }
  if (new RegExp(`\\b${name}\\b`).test(text)) throw mistake(`${file} has '${name}' already: choose another name`);
  const close = imported.indexOf('\n}\n', imported.indexOf(head[0]) + head[0].length - 1);
  return `${imported.slice(0, close)}\n  await ${name}(${head[1]});${imported.slice(close)}`;
}
