import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFileText } from '../../access/read/file-text.ts';
import { principalName } from '../../access/units.ts';
import type { Output } from '../../cli/output.ts';
import { projectFolder } from '../../cli/project.ts';
import type { Position } from '../../template/source.ts';
import { BESIDE_RULES } from '../beside-rules.ts';
import type { Examined } from '../examine.ts';
import type { Report } from '../report.ts';
import { REVIEWER_CHANGED } from '../reviewer-changed.ts';
import { RULES } from '../rules/index.ts';
import { annotations } from './annotations.ts';
import { jsonDocument } from './json.ts';
import { markdown } from './markdown.ts';
import { reachOf } from './reach.ts';
import { sarif } from './sarif.ts';
import { textLines } from './text.ts';

/** The forms in which a review can be told, beside those of every command. */
export const FORMATS = ['markdown', 'html', 'sarif', 'github'] as const;

export const REVIEW_FORMATS = ['text', 'json', ...FORMATS] as const;

export type ReviewFormat = (typeof REVIEW_FORMATS)[number];

export function isReviewFormat(text: string): text is ReviewFormat {
  return REVIEW_FORMATS.some((known) => known === text);
}

export interface Reviewing {
  root: string;
  head: Examined;
  style: Output['style'];
  /** What GitHub puts before the files of the root, `folder/` or nothing. */
  prefix: string;
}

const FORMS: Record<ReviewFormat, (report: Report, reviewing: Reviewing) => string | Promise<string>> = {
  text: async (report, { root, style }) => lines(textLines(report, await sourcesOf(root, report), style)),
  json: (report) => lines([JSON.stringify(jsonDocument(report), null, 2)]),
  markdown: (report, { head: { reviewed, surroundings } }) =>
    markdown(report, reachOf(reviewed, report.access, surroundings.managedPolicies)),
  // Loaded here: a bundler and all that draws the page.
  html: async (report, { head: { reviewed, surroundings } }) => {
    const { htmlForm } = await import('./html/form.ts');
    return htmlForm(report, reviewed, surroundings.managedPolicies);
  },
  sarif: async (report, { head, prefix }) => {
    const tool = { version: await ownVersion(), locate: placesOf(head, prefix) };
    return lines([JSON.stringify(sarif(under(prefix, report), [...RULES, ...BESIDE_RULES], tool), null, 2)]);
  },
  github: (report, { head, prefix }) => lines(annotations(under(prefix, report), placesOf(head, prefix))),
};

/** A review in one of its forms, as it goes to a terminal or into a file. */
export async function formOf(format: ReviewFormat, report: Report, reviewing: Reviewing): Promise<string> {
  return FORMS[format](report, reviewing);
}

function under(prefix: string, report: Report): Report {
  const moved = ([file, lines]: readonly [string, ReadonlySet<number>]) => [`${prefix}${file}`, lines] as const;
  return {
    ...report,
    findings: report.findings.map((finding) => ({ ...finding, file: `${prefix}${finding.file}` })),
    changedLines: report.changedLines && new Map([...report.changedLines].map(moved)),
  };
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}

/**
 * The texts of the files that have findings. Those that decide what runs are not read: below a folder that has become a
 * link they may lie anywhere.
 */
async function sourcesOf(root: string, { findings }: Report): Promise<(file: string) => string | undefined> {
  const files = [...new Set(findings.filter(({ rule }) => rule !== REVIEWER_CHANGED).map(({ file }) => file))];
  const texts = await Promise.all(
    files.map(async (file) => {
      const read = await readFileText(root, file);
      return 'text' in read ? [[file, read.text.replace(/^\uFEFF/, '')] as const] : [];
    }),
  );
  const known = new Map(texts.flat());
  return (file) => known.get(file);
}

/** Where the head has whom the access is of: the holder's resource, or the first line of a document that stands alone. */
function placesOf(
  { reviewed: { templates, documents } }: Examined,
  prefix: string,
): (principal: string) => Position | null {
  const resources = templates.flatMap((template) => template.resources);
  const holders = new Map(
    resources.map((resource) => [principalName(resource.template, resource.logicalId), resource] as const),
  );
  const alone = new Map(documents.map((document) => [document.at([]).file, document] as const));
  return (principal) => {
    const at = holders.get(principal)?.keyAt([]) ?? alone.get(principal)?.at([]);
    return at === undefined ? null : { ...at, file: `${prefix}${at.file}` };
  };
}

async function ownVersion(): Promise<string> {
  return JSON.parse(await readFile(join(projectFolder, 'package.json'), 'utf8')).version;
}
