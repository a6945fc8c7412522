/** What is not known before deploying: `${Bucket.Arn}`, `${AWS::Region}`; not IAM's own variables, which have one colon. */
const SYMBOL = /\$\{(?:[^{}:]*::[^{}]*|[^{}:*?$]+)\}/g;

/** IAM's own, such as `${aws:username}`. */
const VARIABLE = /\$\{\s*[\w.-]+:(?!:)[^{}]*\}/;

export function hasSymbol(text: string): boolean {
  return text.search(SYMBOL) >= 0;
}

export function withSymbols(text: string, replacement: string): string {
  return text.replace(SYMBOL, () => replacement);
}

/** What stands for the account and its place where policies are decided. */
const SAMPLES: Record<string, string> = {
  '${AWS::AccountId}': '123456789012',
  '${AWS::Region}': 'us-east-1',
  '${AWS::Partition}': 'aws',
};

/** Symbols as plain text, so that the policy engine does not take them for policy variables. */
export function plainSymbols(text: string): string {
  return text.replace(SYMBOL, (symbol) => SAMPLES[symbol] ?? symbol.slice(1).replaceAll('::', '.'));
}

export function hasVariable(text: string): boolean {
  return VARIABLE.test(text);
}

export function hasWildcard(text: string): boolean {
  return /[*?]/.test(text.replace(/\$\{[^}]*\}/g, ''));
}

/** An ARN whose partition is not known before deploying, in the usual one: its parts can be told apart then. */
export function withPartition(arn: string): string {
  return arn.replace('arn:${AWS::Partition}:', 'arn:aws:');
}
