import { byPosition } from '../../template/finding.ts';
import type { Reviewed, ReviewedDocument, ReviewedTemplate } from '../model.ts';
import { withBoundaries } from './boundaries.ts';
import { readEnvironments } from './environments.ts';
import { type Library, readLibrary } from './library.ts';
import { looseKind } from './loose-document.ts';
import { positionOf } from './placed.ts';
import { recent } from './recent.ts';
import { type Stacks, stacksOf, symbolPrefix } from './stacks.ts';
import { positions, type Resolution, resolveTemplate, reviewedTemplate } from './template.ts';

/** Characters of templates whose resolved trees are kept. */
const KEPT = 1_500_000;

/** What makes a template depend on other files. Any other is resolved at once, while it is still parsed. */
const DEPENDS = /ImportValue|AWS::Include|TemplateURL/;

/**
 * Reads every template and policy document below a folder. Nothing in them makes it fail: what cannot be read is a
 * finding, what cannot be known before deploying stays symbolic and is listed.
 */
export async function readForReview(root: string): Promise<Reviewed> {
  const { given, broken } = await readEnvironments(root);
  let read: Library | undefined;
  const stacks = stacksOf((file) => read?.parsed(file), given);
  const sizeOf = (file: string) => read?.sizeOf(file) ?? 0;
  const resolution = recent(KEPT, sizeOf, (file) => resolveTemplate(file, stacks.scopeOf(file)));
  const early = new Map<string, ResolvedTemplate>();
  const library = await readLibrary(root, (file, top, reading) => {
    read = reading;
    stacks.add(file, top);
    if (!DEPENDS.test(top.place.source.text)) early.set(file, resolvedTemplate(file, resolution));
  });
  const found = library.templates.map((file) => early.get(file) ?? resolvedTemplate(file, resolution));
  const environments = broken.filter((one) => !library.unreadable.some(({ file }) => file === one.file));
  const unreadable = [...library.unreadable, ...environments, ...found.flatMap((one) => one.broken)];
  return {
    templates: withBoundaries(found),
    documents: looseDocuments(library, stacks),
    ignored: library.ignored,
    unreadable: unreadable.sort(byPosition),
    files: library.files,
  };
}

interface ResolvedTemplate extends Pick<Resolution, 'boundaries' | 'policies' | 'broken'> {
  template: ReviewedTemplate;
  abroad(arn: string): string;
}

function resolvedTemplate(file: string, resolution: (file: string) => Resolution): ResolvedTemplate {
  const found = resolution(file);
  const { boundaries, policies, broken } = found;
  const template = reviewedTemplate(file, found, () => resolution(file));
  return { template, boundaries, policies, broken, abroad: (arn) => withPrefix(arn, file, policies) };
}

/** The ARN of a policy as another template sees it: with the template's name before the names of its resources. */
function withPrefix(arn: string, file: string, policies: ReadonlyMap<string, string>): string {
  return arn.replaceAll(/\$\{([^{}:]+)\}/g, (symbol, id: string) => {
    return policies.has(id) ? `\${${symbolPrefix(file)}${id}}` : symbol;
  });
}

function looseDocuments(library: Library, { included }: Stacks): ReviewedDocument[] {
  return library.policies.flatMap((file): ReviewedDocument[] => {
    const top = included.has(file) ? undefined : library.parsed(file);
    if (top === undefined) return [];
    const where = positions(() => library.parsed(file), positionOf(top.place));
    return [{ kind: looseKind(file, top.value), owner: null, value: top.value, ...where }];
  });
}
