import type { Import } from './imports.ts';

/** The domains that a domain may import, itself aside: the one way that imports go. */
export const DOMAINS: Record<string, readonly string[]> = {
  cli: [],
  template: ['cli'],
  iam: ['cli', 'template'],
  aws: ['cli', 'template'],
  access: ['cli', 'template', 'iam'],
  git: ['cli'],
  embedded: ['cli'],
  failures: ['cli'],
  deployment: ['cli', 'template', 'iam', 'aws', 'access', 'failures'],
  tables: ['cli', 'aws', 'deployment'],
  scenario: ['cli', 'template', 'aws', 'embedded', 'deployment', 'tables'],
};

/** Domains that read files at most: they never reach a network, and neither does what they import. */
export const PURE: readonly string[] = ['cli', 'template', 'iam', 'access', 'git', 'failures'];

const NETWORK = /^(?:@aws-sdk\/|@octokit\/|node:(?:https?|http2|net|tls|dgram)$)/;

/** Scenarios look for a result where the function puts it. */
export const OF_A_FUNCTION: readonly string[] = [
  'scripts/scenario/object-events/objects.ts → functions/object-summary/result-key.ts',
];

/**
 * `iam` of `scripts/iam/calls.ts`; the command's name for a command's own file; `setup` of what starts before there are
 * packages, which is plain JavaScript; null outside `scripts/`.
 */
export function roomOf(file: string): string | null {
  if (/^scripts\/[\w-]+\.mjs$/.test(file)) return 'setup';
  return /^scripts\/([\w-]+)(?:\/|\.ts$)/.exec(file)?.[1] ?? null;
}

/** `functions/lab-function`, `scripts/iam`, `templates/student`; `test`. */
export function folderOf(file: string): string {
  const [top = '', next = ''] = file.split('/');
  return top === 'test' ? top : `${top}/${roomOf(file) ?? next}`;
}

/** What runs before each command. */
const SETTING_UP = ['setup', 'stackwarden'];

const isOurs = (to: string) => /^(?:scripts|functions|templates|test)\//.test(to);
const isDomain = (room: string) => room in DOMAINS;
const isIn = (file: string, top: string) => file.startsWith(`${top}/`);

/** What a file must not import; a file's own folder is never meant. */
export const RULES: Record<string, (found: Import) => boolean> = {
  'domains import only the domains below them, and no command': ({ from, to }) => {
    const [own, other] = [roomOf(from) ?? '', roomOf(to)];
    return isDomain(own) && other !== null && other !== own && !DOMAINS[own]?.includes(other);
  },
  'a command imports its own folder and domains, not another command': ({ from, to }) => {
    const [own, other] = [roomOf(from), roomOf(to)];
    if (own === null || isDomain(own) || SETTING_UP.includes(own)) return false;
    return other !== null && other !== own && !isDomain(other);
  },
  'nobody imports the file of a command: it runs': ({ to }) => /^scripts\/[\w-]+\.(?:ts|mjs)$/.test(to),
  'of a function scripts know its types alone; what they share is in functions/shared': ({ from, to, runtime }) => {
    if (!isIn(from, 'scripts') || !isIn(to, 'functions') || isIn(to, 'functions/shared')) return false;
    return runtime && !OF_A_FUNCTION.includes(`${from} → ${to}`);
  },
  'functions import themselves and functions/shared': ({ from, to }) => {
    return isIn(from, 'functions') && isOurs(to) && !isIn(to, 'functions/shared') && folderOf(from) !== folderOf(to);
  },
  'a site imports its own files': ({ from, to }) => {
    return isIn(from, 'templates') && isOurs(to) && folderOf(from) !== folderOf(to);
  },
  'scripts import no site': ({ from, to }) => isIn(from, 'scripts') && isIn(to, 'templates'),
  'only tests import tests': ({ from, to }) => !isIn(from, 'test') && isIn(to, 'test'),
  'set-up imports itself and Node, until there are packages': ({ from, to, isDynamic }) => {
    return roomOf(from) === 'setup' && roomOf(to) !== 'setup' && !to.startsWith('node:') && !isDynamic;
  },
  'pure domains reach no network': ({ from, to, runtime }) => {
    return runtime && PURE.includes(roomOf(from) ?? '') && NETWORK.test(to);
  },
};

/** The chains of imports, of any length, from a pure domain's file to what reaches a network; types aside. */
export function waysToNetwork(imports: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to, runtime } of imports) if (runtime) next.set(from, [...(next.get(from) ?? []), to]);
  const ways: string[] = [];
  const seen = new Set<string>();
  const walk = (file: string, way: readonly string[]) => {
    for (const to of next.get(file) ?? []) {
      if (NETWORK.test(to)) ways.push([...way, to].join(' → '));
      else if (!seen.has(to)) {
        seen.add(to);
        walk(to, [...way, to]);
      }
    }
  };
  for (const file of next.keys()) if (PURE.includes(roomOf(file) ?? '')) walk(file, [file]);
  return ways;
}
