/**
 * Whether an IAM pattern (`*` any characters, `?` one) covers a text. Linear in memory and at worst the product of both
 * lengths in time, so that a hostile pattern cannot stall a review.
 */
export function globMatches(pattern: string, text: string): boolean {
  let p = 0;
  let star = -1;
  let resume = 0;
  for (let t = 0; t < text.length; ) {
    if (pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** Action names are compared without regard to case (IAM User Guide, "IAM JSON policy elements: Action"). */
export function actionMatches(pattern: string, action: string): boolean {
  return globMatches(pattern.toLowerCase(), action.toLowerCase());
}
