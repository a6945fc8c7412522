import type { Stated, Text } from '../../../access/stated/statements.ts';
import { withSymbols } from './symbols.ts';

export interface WrittenVariable extends Text {
  /** Between the braces; all of the rest where none closes it. */
  body: string;
  closed: boolean;
}

/** What begins with `${` in the resources and condition values of a statement, where IAM fills variables in; no symbols. */
export function variablesIn({ resources, notResources, conditions }: Stated): WrittenVariable[] {
  const texts = [...resources, ...notResources, ...conditions.flatMap(({ values }) => values)];
  return texts.flatMap(({ text, path }) =>
    [...withSymbols(text, '').matchAll(/\$\{([^}]*)(\}?)/g)].map(([, body = '', brace]) => ({
      text,
      path,
      body,
      closed: brace === '}',
    })),
  );
}
