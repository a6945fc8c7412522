import type { Output } from '../../cli/output.ts';
import { jsonDocument } from './json.ts';
import { markdown } from './markdown.ts';
import { textLines } from './text.ts';
import type { Told } from './told.ts';

/** The forms in which a proof can be told, beside those of every command. */
export const FORMATS = ['markdown'] as const;

export const PROOF_FORMATS = ['text', 'json', ...FORMATS] as const;

type ProofFormat = (typeof PROOF_FORMATS)[number];

const FORMS: Record<ProofFormat, (told: Told, style: Pick<Output, 'style'>) => string> = {
  text: (told, style) => `${textLines(told, style).join('\n')}\n`,
  json: (told) => `${JSON.stringify(jsonDocument(told), null, 2)}\n`,
  markdown: (told) => markdown(told),
};

export function formOf(format: ProofFormat, told: Told): string {
  return FORMS[format](told, { style: (_, text) => text });
}
