/** A value that JSON can hold and give back unchanged. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

const DEPTH = 12;

/**
 * `value` for JSON. What JSON has no word for becomes an object with one key that starts with `$`: `$date`,
 * `$bigint`, `$bytes` (base64), `$number` (NaN and infinities), `$error`, `$map`, `$set`, `$function`,
 * `$symbol`, `$again` (an object inside itself) and `$deep` (more than twelve levels down).
 */
export function jsonValue(value: unknown, above: readonly object[] = []): JsonValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : { $number: String(value) };
  if (typeof value === 'bigint') return { $bigint: String(value) };
  if (typeof value === 'symbol') return { $symbol: value.description ?? '' };
  return typeof value === 'function' ? { $function: value.name } : jsonObject(value, above);
}

function jsonObject(value: object, above: readonly object[]): JsonValue {
  if (above.includes(value)) return { $again: nameOf(value) };
  if (above.length === DEPTH) return { $deep: nameOf(value) };
  const path = [...above, value];
  const inner = (part: unknown) => jsonValue(part, path);
  if (value instanceof Date)
    return { $date: Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString() };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (value instanceof Error) return { $error: errorFacts(value, path) };
  if (value instanceof Map) return { $map: [...value].map(([key, part]) => [inner(key), inner(part)]) };
  if (value instanceof Set) return { $set: [...value].map(inner) };
  if (Array.isArray(value)) return Array.from(value, inner);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .map(([name, part]) => [name.toWellFormed(), inner(part)]),
  );
}

function errorFacts(error: Error, path: readonly object[]): JsonValue {
  const code = 'code' in error ? { code: jsonValue(error.code, path) } : {};
  const cause = error.cause === undefined ? {} : { cause: jsonValue(error.cause, path) };
  return { name: error.name, message: error.message.toWellFormed(), ...code, ...cause };
}

function nameOf({ constructor: type }: object): string {
  return typeof type === 'function' ? type.name : 'object';
}
