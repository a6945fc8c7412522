import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Reviewed, ReviewedDocument } from '../../../scripts/access/model.ts';
import { readForReview } from '../../../scripts/access/read/read.ts';

/** A folder with these files, removed after the test. */
export async function folder(t: TestContext, files: Record<string, string | Uint8Array>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'stackwarden-review-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

export async function reviewed(t: TestContext, files: Record<string, string | Uint8Array>): Promise<Reviewed> {
  return readForReview(await folder(t, files));
}

/** The one resource `Probe` with the property `Value`, in a template with these other sections. */
export async function resolvedValue(t: TestContext, value: string, sections = ''): Promise<unknown> {
  return (await probe(t, value, sections)).value;
}

export async function probe(t: TestContext, value: string, sections = '') {
  const text = `${sections}\n${sections.includes('Resources:') ? '' : 'Resources:'}
  Probe:
    Type: Custom::Probe
    Properties:
      Value: ${value}
`;
  const all = await reviewed(t, { 'template.yaml': text });
  const [template] = all.templates;
  const resource = template?.resources.find(({ logicalId }) => logicalId === 'Probe');
  return { all, value: resource?.properties.Value, unresolved: template?.unresolved ?? [] };
}

export function documentsOf(all: Reviewed): ReviewedDocument[] {
  return [...all.templates.flatMap(({ documents }) => documents), ...all.documents];
}

export function statementsOf(document: ReviewedDocument | undefined): unknown[] {
  return document ? [(document.value as { Statement: unknown }).Statement].flat() : [];
}
