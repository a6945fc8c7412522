/** Names of what is to be kept secret; not of where it is kept, nor of what is public by its nature. */
const SECRET =
  /(pass(word|wd|phrase)?|pwd|secret|token|api_?key|access_?key|private_?key|credential|connection_?string)s?$/i;
const PLACE =
  /(arn|name|id|path|url|uri|param(eter)?|ref|ttl|length|expiry|version|policy|type|table|bucket|endpoint)s?$/i;

/** Access keys of AWS, private keys, tokens of GitHub and Slack. */
const LOOKS_SECRET =
  /\bAKIA[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bgh[pousr]_\w{36}|\bxox[abpr]-\w{10,}|\bsk_live_\w{16,}/;

export function namesSecret(name: string): boolean {
  return SECRET.test(name) && !PLACE.test(name);
}

export function looksSecret(text: string): boolean {
  return LOOKS_SECRET.test(text);
}

/** Whether the text is the secret itself: no reference to where it is kept, and nothing that is filled in later. */
export function secretIn(name: string, text: string): boolean {
  if (LOOKS_SECRET.test(text)) return true;
  if (!namesSecret(name) || text.length < 4) return false;
  return !/\{\{resolve:|^\$\{|^arn:|^https?:\/\/|^\/|^(true|false|none|null)$|^<.*>$/i.test(text);
}
