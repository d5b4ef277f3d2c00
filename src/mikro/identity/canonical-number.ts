const plainInteger = /^(?:0|-?[1-9]\d*)$/;
const anyInteger = /^[ \t\n\v\f\r]*([+-]?)(0x[\da-f_]+|0o[0-7_]+|0b[01_]+|\d[\d_]*)[ \t\n\v\f\r]*$/i;

/** The text that PostgreSQL shows for an integer; undefined for what is none. */
export function integerText(value: unknown): string | undefined {
  const text = String(value);
  if (plainInteger.test(text)) return text;
  const [, sign, digits] = anyInteger.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const magnitude = BigInt(digits.replaceAll('_', ''));
  return String(sign === '-' ? -magnitude : magnitude);
}

const anyDecimal = /^\s*([+-]?)(?=\.?\d)([\d_]*)(?:\.([\d_]*))?(?:e([+-]?\d+))?\s*$/i;
const notNumbers: Readonly<Record<string, string>> = {
  nan: 'NaN',
  inf: 'Infinity',
  infinity: 'Infinity',
  '+inf': 'Infinity',
  '+infinity': 'Infinity',
  '-inf': '-Infinity',
  '-infinity': '-Infinity',
};

/** The shortest text of an exact number, without an exponent unless it is huge; undefined for what is none. */
export function decimalText(value: unknown): string | undefined {
  const text = String(value);
  const [, sign, whole, fraction = '', exponent = '0'] = anyDecimal.exec(text) ?? [];
  if (whole === undefined) return notNumbers[text.trim().toLowerCase()];

  const digits = (whole + fraction).replaceAll('_', '').replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (!significant) return '0';
  const scale = fraction.replaceAll('_', '').length - Number(exponent) - (digits.length - significant.length);
  return (sign === '-' ? '-' : '') + shifted(significant, scale);
}

/** `digits` with the point `scale` places from the right. */
function shifted(digits: string, scale: number): string {
  if (Math.abs(scale) > 100) return `${digits}e${-scale}`;
  if (scale <= 0) return digits + '0'.repeat(-scale);
  const padded = digits.padStart(scale + 1, '0');
  return `${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

/** The text of an inexact number of single or double precision. */
export function floatText(value: unknown, round: (value: number) => number): string | undefined {
  const exact = decimalText(value);
  // A zero may have a sign, which does not make it another key.
  return exact === undefined ? undefined : String(round(Number(exact)) + 0);
}
