/**
 * Writes parts of a value as something else; undefined keeps them. `key` is the property or column that holds
 * `part`, or '', and `owner` the object that has it.
 */
export type Mask = (part: unknown, key: string, owner: unknown) => string | undefined;

/** `value` as text that is equal for equal values. Rows that came in no order have none here either. */
export function plainText(value: unknown, mask: Mask = () => undefined): string {
  return write(value, { mask, key: '', owner: undefined, above: [] });
}

interface Place {
  readonly mask: Mask;
  readonly key: string;
  readonly owner: unknown;
  readonly above: readonly unknown[];
}

function write(value: unknown, place: Place): string {
  const masked = place.mask(value, place.key, place.owner);
  if (masked !== undefined) return masked;
  if (typeof value !== 'object' || value === null) return JSON.stringify(primitive(value)) ?? 'undefined';
  if (place.above.includes(value)) return '…';
  const inside = { ...place, above: [...place.above, value] };
  if (value instanceof Set || value instanceof Map) return write([...value], inside);
  if (Array.isArray(value)) return `[${writeAll(value, inside).join(',')}]`;
  if (value instanceof Date) return JSON.stringify(value);
  const parts = Object.entries(asPlain(value)).map(
    ([key, part]) => `${JSON.stringify(key)}:${write(part, { ...inside, key, owner: value })}`,
  );
  return `{${parts.join(',')}}`;
}

/** What an object says that it looks like as JSON. */
function asPlain(value: object): object {
  const json: unknown = 'toJSON' in value && typeof value.toJSON === 'function' ? value.toJSON() : value;
  return typeof json === 'object' && json !== null ? json : { json };
}

function writeAll(values: readonly unknown[], place: Place): string[] {
  const texts = values.map(value => write(value, place));
  return values.every(value => typeof value === 'object' && value !== null) ? texts.toSorted() : texts;
}

function primitive(value: unknown): unknown {
  return ['bigint', 'symbol', 'function'].includes(typeof value) ? String(value) : value;
}
