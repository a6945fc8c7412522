interface Decimal {
  digits: bigint;
  exponent: number;
}

/** `<integer>e<exponent>` of the number, with an integer that no 10 divides. */
export function decimalOf(text: string): string {
  let { digits, exponent } = parsed(text);
  if (digits === 0n) return '0e0';
  for (; digits % 10n === 0n; digits /= 10n) exponent++;
  return `${digits}e${exponent}`;
}

/** The same number, written in another way. */
export function renoted(text: string): string {
  const { digits, exponent } = parsed(text);
  return `${digits}00E${exponent - 2}`;
}

function parsed(text: string): Decimal {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const sign = whole.startsWith('-') ? -1n : 1n;
  return {
    digits: sign * BigInt(whole.replace(/^[+-]/, '') + fraction),
    exponent: Number(exponent) - fraction.length,
  };
}
