import type { ReviewedTemplate } from '../model.ts';
import type { GivenParameters } from './environments.ts';
import { exportNames } from './exports.ts';
import type { Library, Recall, Visit } from './library.ts';
import { type Memory, namesOthers } from './memory.ts';
import { type PlainTemplate, plainTemplate, reviewedTemplate } from './plain.ts';
import { recent } from './recent.ts';
import { type Stacks, stacksOf, symbolPrefix } from './stacks.ts';
import { type Resolution, resolveTemplate } from './template.ts';
import { watched } from './watched.ts';

/** Characters of templates whose resolved trees are kept: those without a table of places are asked for one by one. */
const KEPT = 100_000;

interface ResolvedTemplate extends Pick<Resolution, 'boundaries' | 'policies'> {
  plain: PlainTemplate;
  template: ReviewedTemplate;
  abroad(arn: string): string;
}

function resolvedTemplate(file: string, plain: PlainTemplate, again: () => Resolution): ResolvedTemplate {
  const { boundaries, policies } = plain;
  const template = reviewedTemplate(file, plain, again);
  return { plain, template, boundaries, policies, abroad: (arn) => withPrefix(arn, file, policies) };
}

/** The ARN of a policy as another template sees it: with the template's name before the names of its resources. */
function withPrefix(arn: string, file: string, policies: ReadonlyMap<string, string>): string {
  return arn.replaceAll(/\$\{([^{}:]+)\}/g, (symbol, id: string) => {
    return policies.has(id) ? `\${${symbolPrefix(file)}${id}}` : symbol;
  });
}

export interface Reading {
  stacks: Stacks;
  visit: Visit;
  recall: Recall | null;
  resolved(file: string): ResolvedTemplate;
}

/** Templates that name no other file are resolved while they are parsed, the others when all are read. */
export function readingOf(given: GivenParameters, memory: Memory | null, conditions: boolean | null): Reading {
  let library: Library | undefined;
  const stacks = stacksOf((file) => library?.parsed(file), given, conditions);
  const sizeOf = (file: string) => library?.sizeOf(file) ?? 0;
  const resolution = recent(KEPT, sizeOf, (file) => resolveTemplate(file, stacks.scopeOf(file)));
  const reviewed = (file: string, plain: PlainTemplate) => resolvedTemplate(file, plain, () => resolution(file));
  const early = new Map<string, ResolvedTemplate>();
  const keeping = new Map<string, (plain: PlainTemplate) => void>();
  const resolveNow = (file: string): ResolvedTemplate => {
    const { scope, asksOthers } = watched(stacks.scopeOf(file));
    const plain = plainTemplate(resolveTemplate(file, scope));
    if (!asksOthers()) keeping.get(file)?.(plain);
    keeping.delete(file);
    return reviewed(file, plain);
  };
  return {
    stacks,
    visit(file, { top, odd }, reading) {
      library = reading;
      const { text } = top.place.origin;
      const { scope, asksOthers } = watched(stacks.scopeOf(file));
      const exports = exportNames(scope);
      stacks.add(file, exports);
      if (!asksOthers()) keeping.set(file, (plain) => memory?.keepTemplate(file, text, { odd, exports, plain }));
      if (!namesOthers(text)) early.set(file, resolveNow(file));
    },
    recall: memory && {
      ...memory,
      template(file, text, reading) {
        library = reading;
        const known = memory.template(file, text);
        if (known === null) return null;
        stacks.add(file, known.exports);
        early.set(file, reviewed(file, known.plain));
        return known.odd;
      },
    },
    resolved: (file) => early.get(file) ?? resolveNow(file),
  };
}
