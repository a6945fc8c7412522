import { parseSync, Visitor } from 'oxc-parser';
import { writtenAccounts } from '../../scripts/iam/accounts.ts';
import type { Finding } from '../../scripts/template/finding.ts';
import { locator, type Path, type Position } from '../../scripts/template/source.ts';

/** Account ids in TypeScript: in its strings, and in the fixed parts of its template literals. */
export function accountsInCode(file: string, text: string): Finding[] {
  const { program, errors } = parseSync(file, text);
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`);
  const written: { text: string; start: number }[] = [];
  new Visitor({
    Literal: ({ value, start }) => {
      if (typeof value === 'string') written.push({ text: value, start });
    },
    TemplateElement: ({ value, start }) => {
      written.push({ text: value.cooked ?? value.raw, start });
    },
  }).visit(program);
  const locate = locator(text, file);
  const at = ([index]: Path): Position => locate(written[Number(index)]?.start ?? 0);
  return writtenAccounts({ file, text, value: written.map((one) => one.text), at, keyAt: at }, null);
}
