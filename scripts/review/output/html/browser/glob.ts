/** Whether a pattern of IAM, with `*` and `?`, covers a text. Without backtracking beyond the last star: patterns may be made to be slow. */
export function covers(pattern: string, text: string): boolean {
  let [at, place] = [0, 0];
  let star = -1;
  let from = 0;
  while (place < text.length) {
    if (pattern[at] === '*') {
      star = at++;
      from = place;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[place])) {
      at++;
      place++;
    } else if (star >= 0) {
      at = star + 1;
      place = ++from;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
