/** Whether a path holds a wildcard. */
export function isPattern(path: string): boolean {
  return /[*?]/.test(path);
}

/** The source of an expression that matches a text by the letter. */
export function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** `*` and `?` stay within a name, `**` goes through folders. @returns the source of an expression */
export function patternSource(pattern: string): string {
  const parts = pattern.split('/').map((part) => (part === '**' ? part : namePattern(part)));
  // With the slash after it, `**` may be no folder at all.
  return parts.join('/').replaceAll('**/', '(?:[^/]+/)*').replaceAll('**', '.*');
}

function namePattern(part: string): string {
  const pieces = part.split(/(\*+|\?)/).map((piece) => {
    if (piece.startsWith('*')) return '[^/]*';
    return piece === '?' ? '[^/]' : literal(piece);
  });
  return pieces.join('');
}
