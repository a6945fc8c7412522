const WILD = /[*?]/;

/** Whether a path holds a wildcard. */
export function isPattern(path: string): boolean {
  return WILD.test(path);
}

/**
 * `*` and `?` stay within a name, `**` goes through folders.
 * @throws Error for what else shells know, which would be taken by the letter
 */
export function patternOf(pattern: string): RegExp {
  if (/[[\]{}]/.test(pattern)) throw new Error(`Pattern '${pattern}': only *, ** and ? are understood on a laptop`);
  const source = pattern
    .split('/')
    .map((part) =>
      part === '**'
        ? '**'
        : part
            .replaceAll(/[.+^$()|\\]/g, '\\$&')
            .replaceAll('*', '[^/]*')
            .replaceAll('?', '[^/]'),
    )
    .join('/')
    // With the slash after it, `**` may be no folder at all.
    .replaceAll('**/', '(?:[^/]+/)*')
    .replaceAll('**', '.*');
  return new RegExp(`^${source}$`, 's');
}
