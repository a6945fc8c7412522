import type { Severity } from '../../template/finding.ts';
import type { Explained } from '../explain.ts';
import type { ReportedFinding } from '../report.ts';

export type Level = 'error' | 'warning' | 'note';

export const LEVELS: Record<Severity, Level> = { error: 'error', warning: 'warning', suggestion: 'note' };

export const GAINED_ACCESS = 'gained-access';

export interface Descriptor {
  id: string;
  shortDescription: { text: string };
  fullDescription: { text: string };
  help: { text: string; markdown: string };
  defaultConfiguration: { level: Level };
  properties: { tags: string[] };
}

const GAINED: Descriptor = descriptor({
  id: GAINED_ACCESS,
  level: 'warning',
  summary: 'Access that the change grants',
  why: 'Requests that were not allowed before are allowed now. Each is told with one of them; whether it is meant, a person decides.',
  tags: ['security', 'iam', 'access'],
});

/** One for each rule, and for what is found without one: a file that cannot be read, access that is gained. */
export function rulesOf(rules: readonly Explained[], findings: readonly ReportedFinding[]): Descriptor[] {
  const known = new Set(rules.map(({ id }) => id));
  const others = new Map(findings.filter(({ rule }) => !known.has(rule)).map((finding) => [finding.rule, finding]));
  return [GAINED, ...rules.map(ofRule), ...[...others.values()].map(ofFinding)];
}

function ofRule({ id, code, severity, summary, why }: Explained): Descriptor {
  const tags = ['security', 'iam', ...(code === null ? [] : [`access-analyzer/${code}`])];
  return descriptor({ id, level: LEVELS[severity], summary, why, tags });
}

function ofFinding({ rule, severity }: ReportedFinding): Descriptor {
  const summary = rule.replaceAll('-', ' ');
  return descriptor({ id: rule, level: LEVELS[severity], summary, why: `${summary}: see the message.`, tags: ['iam'] });
}

interface Told {
  id: string;
  level: Level;
  summary: string;
  why: string;
  tags: string[];
}

function descriptor({ id, level, summary, why, tags }: Told): Descriptor {
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: why },
    help: { text: `${summary}\n\n${why}`, markdown: `**${literal(summary)}**\n\n${literal(why)}` },
    defaultConfiguration: { level },
    properties: { tags },
  };
}

/** Rules write `*`, `_` and `<…>` and mean them. */
function literal(text: string): string {
  return text.replace(/[\\`*_[\]<>&]/g, (character) => `\\${character}`);
}
