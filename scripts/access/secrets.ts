/** Names of what is to be kept secret; not of where it is kept, nor of what is public by its nature. */
const SECRET =
  /(pass(word|wd|phrase)?|pwd|secret|token|api_?key|access_?key|private_?key|credential|connection_?string)s?$/i;
const PLACE =
  /(arn|name|id|path|url|uri|param(eter)?|ref|ttl|length|expiry|version|policy|type|table|bucket|endpoint)s?$/i;

/** How many, how long, and whether: MAX_TOKENS, USE_TOKEN. */
const MEASURE = /^(max|min|num|use|enable)(_|-|(?=[A-Z][a-z]))/;
const LOUD_MEASURE = /^(MAX|MIN|NUM|USE|ENABLE)[_-]/;

/** What a switch says, and a default that stands for nothing. */
const WORD =
  /^(true|false|yes|no|on|off|none|null|enabled?|disabled?|required|optional|always|never|auto|default|string)$/i;

/** Access keys of AWS, private keys, tokens of GitHub and Slack. */
const LOOKS_SECRET =
  /\bAKIA[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bgh[pousr]_\w{36}|\bxox[abpr]-\w{10,}|\bsk_live_\w{16,}/;

export function namesSecret(name: string): boolean {
  return SECRET.test(name) && !PLACE.test(name) && !MEASURE.test(name) && !LOUD_MEASURE.test(name);
}

export function looksSecret(text: string): boolean {
  return LOOKS_SECRET.test(text) || hasUrlPassword(text);
}

/** Whether the text is the secret itself: no reference to where it is kept, and nothing that is filled in later. */
export function secretIn(name: string, text: string): boolean {
  if (looksSecret(text)) return true;
  if (!namesSecret(name) || text.length < 4 || WORD.test(text)) return false;
  // MODEL_TOKENS counts them; a password may be of digits alone.
  if (/^[\d.]+$/.test(text) && !/pass|pwd/i.test(name)) return false;
  return !/\{\{resolve:|^\$\{|^arn:|^https?:\/\/|^\/|^<.*>$/i.test(text);
}

/**
 * Whether a property that is a secret by itself has one written into it: beside a pseudo parameter too, whose value is
 * no secret, but not where a parameter or a resource fills it in.
 */
export function isWrittenSecret(text: string): boolean {
  const rest = text.replace(/\$\{AWS::\w+\}/g, '');
  return /\w/.test(rest) && !/\{\{resolve:|\$\{/.test(rest) && !/^(none|null)$/i.test(rest);
}

/** `postgres://user:password@host`; a symbol or a placeholder in the password's place is none. */
function hasUrlPassword(text: string): boolean {
  if (!text.includes('://')) return false;
  const plain = text.replace(/\{\{resolve:[^}]*\}\}|\$\{[^}]*\}/g, '$');
  return [...plain.matchAll(/:\/\/[^\s/:@'"]*:([^\s/@'"]+)@/g)].some(([, password = '']) => !/[$<%{*]/.test(password));
}
