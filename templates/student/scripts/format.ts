/** Characters of a value that are shown before somebody asks for all of it. */
export const SHOWN = 160;

/** The beginning of a text, never half of a character. */
export function clipped(text: string): string {
  if (text.length <= SHOWN) return text;
  const end = /[\ud800-\udbff]/.test(text.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
  return text.slice(0, end);
}

export function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}

/** 1000 bytes are a KB. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return count(bytes, 'byte', 'bytes');
  const units = ['KB', 'MB', 'GB'];
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  return `${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1]}`;
}
