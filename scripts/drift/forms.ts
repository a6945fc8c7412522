import { driftMarkdown } from './markdown.ts';
import { driftLines, policyLines } from './render.ts';
import { type DriftReport, driftDocument } from './report.ts';

/** The forms in which drift can be told, beside those of every command. */
export const FORMATS = ['markdown'] as const;

export const DRIFT_FORMATS = ['text', 'json', ...FORMATS] as const;

export type DriftFormat = (typeof DRIFT_FORMATS)[number];

const FORMS: Record<DriftFormat, (report: DriftReport) => string> = {
  text: ({ stacks, policies }) =>
    [...stacks.flatMap(driftLines), ...policyLines(policies)].map((line) => `${line}\n`).join(''),
  json: (report) => `${JSON.stringify(driftDocument(report), null, 2)}\n`,
  markdown: driftMarkdown,
};

/** Drift in one of its forms, as it goes to a terminal or into a file. */
export function formOf(format: DriftFormat, report: DriftReport): string {
  return FORMS[format](report);
}
