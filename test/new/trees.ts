import { projectFolder } from '../../scripts/cli/project.ts';
import type { Plan } from '../../scripts/new/plan.ts';
import { readTree, type Tree } from '../../scripts/new/tree.ts';

/** This repository. */
export const ours = await readTree(projectFolder);

/** A repository of these files alone. */
export function tree(texts: Record<string, string>): Tree {
  const files = Object.keys(texts);
  const folders = files.flatMap((file) => {
    const steps = file.split('/');
    return steps.map((_, index) => steps.slice(0, index + 1).join('/'));
  });
  return {
    texts: new Map(Object.entries(texts)),
    entries: new Set(folders.map((path) => path.toLowerCase())),
    shared: ours.shared,
  };
}

/** The repository once the plan is written. */
export function after({ texts, entries, shared }: Tree, { files }: Plan): Tree {
  const added = tree(Object.fromEntries(files.map(({ file, text }) => [file, text])));
  return { texts: new Map([...texts, ...added.texts]), entries: new Set([...entries, ...added.entries]), shared };
}

export function textOf({ files }: Plan, file: string): string {
  const found = files.find((planned) => planned.file === file);
  if (found === undefined) throw new Error(`${file} is not planned`);
  return found.text;
}

/** Each line of one text, in its order, is a line of the other. */
export function keepsLines(before: string, now: string): boolean {
  const lines = before.split('\n');
  return now.split('\n').reduce((at, line) => (line === lines[at] ? at + 1 : at), 0) === lines.length;
}

/** A repository with one stack that can have functions, and one environment beside that of laptops. */
export const SMALL = {
  'templates/site.yaml': `Parameters:
  PagesName: {Type: String, Default: site-pages}
  # How long: people ask for it.
  LogRetentionDays: {Type: Number, Default: 7}

Resources:
  # The pages.
  Pages:
    Type: AWS::S3::Bucket

# What others need.
Outputs:
  Pages: {Value: !Ref Pages}
`,
  'templates/environments/local.yaml': 'region: us-east-1\nprefix: sw\nstacks:\n  site: {}\n',
  'templates/environments/dev.yaml': `region: us-east-1
prefix: sw
stacks:
  site:
    parameters:
      PagesName: site-pages-dev
`,
};
