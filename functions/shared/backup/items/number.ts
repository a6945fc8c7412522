const CANONICAL = /^(?:0|-?(?:[1-9]\d*|(?:0|[1-9]\d*)\.\d*[1-9]))$/;
/** Of an exponent three digits at most, as DynamoDB's numbers have: a longer one stands for more text than memory. */
const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?0*\d{1,3}))?$/;

/**
 * One text for each value that a DynamoDB number can have: digits without exponent, without leading zeros or zeros at
 * the end of the fraction, and no negative zero. A text that is no number stays as it is.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
export function canonicalNumber(text: string): string {
  if (CANONICAL.test(text)) return text;
  const [, sign, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  if (sign === undefined || whole + fraction === '') return text;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  // Where the point stands, counted from the first significant digit.
  const point = digits.length - fraction.length + Number(exponent);
  return `${sign === '-' ? '-' : ''}${placed(significant, point)}`;
}

function placed(digits: string, point: number): string {
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return digits + '0'.repeat(point - digits.length);
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}
