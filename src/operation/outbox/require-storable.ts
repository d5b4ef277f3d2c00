import { UnstorableEventError } from '../../errors/outbox-errors.ts';

/** Throws UnstorableEventError unless `value`, which is found at `path`, comes back from a jsonb column as it is. */
export function requireStorable(value: unknown, path: string, above: readonly object[] = []): void {
  const found = whatIsWrong(value, above);
  if (found) throw new UnstorableEventError(path, found);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries(value)) {
    if (!isText(name))
      throw new UnstorableEventError(path, 'an object with a name that is not well-formed text');
    requireStorable(part, `${path}.${name}`, [...above, value]);
  }
}

/** Whether PostgreSQL can store `text`: jsonb takes neither NUL nor half a surrogate pair. */
function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function whatIsWrong(value: unknown, above: readonly object[]): string | undefined {
  switch (typeof value) {
    case 'string':
      return isText(value) ? undefined : 'a string that is not well-formed, or has a NUL';
    case 'number':
      return Number.isFinite(value) ? undefined : 'a number that is not finite';
    case 'boolean':
      return undefined;
    case 'object':
      return value === null ? undefined : whatIsWrongWith(value, above);
    default:
      return value === undefined ? 'undefined' : `a ${typeof value}`;
  }
}

function whatIsWrongWith(value: object, above: readonly object[]): string | undefined {
  if (above.includes(value)) return 'an object that contains itself';
  if (Array.isArray(value))
    return Object.keys(value).length === value.length ? undefined : 'an array with holes';
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return `an instance of ${classNameOf(value)}`;
  return 'toJSON' in value ? 'an object with a method toJSON' : undefined;
}

function classNameOf({ constructor: type }: object): string {
  return typeof type === 'function' ? type.name : 'something else';
}
