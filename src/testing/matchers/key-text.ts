/**
 * A key value as text that is equal for values that PostgreSQL takes for equal in a column of this type.
 *
 * MikroORM gives a bigint as a bigint, a number or a string, depending on the property's type; a uuid may be
 * written in either case, in braces and without hyphens.
 */
export function keyText(value: unknown, columnType: string): string {
  const type = columnType.toLowerCase().replace(/\(.*\)/, '');
  if (type === 'uuid') return uuidText(String(value));
  if (NUMBERS.test(type)) return numberText(String(value));
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return String.raw`\x${Buffer.from(value).toString('hex')}`;
  if (/^(?:char|character|bpchar)$/.test(type)) return String(value).trimEnd();
  return type === 'citext' ? String(value).toLowerCase() : String(value);
}

const NUMBERS = /^(?:small|big)?(?:int|serial)|^int[248]|^(?:numeric|decimal|real|double precision|float)/;

function uuidText(value: string): string {
  const digits = value.toLowerCase().replaceAll(/[{}-]/g, '');
  return /^[0-9a-f]{32}$/.test(digits)
    ? digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    : value;
}

// Digits are compared as text, because a bigint or a numeric may have more of them than a number can hold.
function numberText(value: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)0*(\d+)(?:\.(\d*?)0*)?$/.exec(value.trim()) ?? [];
  if (whole === '') return value;
  const digits = fraction === '' ? whole : `${whole}.${fraction}`;
  return sign === '-' && /[1-9]/.test(digits) ? `-${digits}` : digits;
}
