import { charactersOf } from './text-columns.ts';

const ITEMS = 6;
const DEPTH = 3;
const TEXT = 60;

/** `value` on one line, as its literal: short, and without following it for ever. */
export function shownValue(value: unknown, depth = DEPTH): string {
  if (typeof value === 'string') return `'${shortened(value, TEXT)}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof Uint8Array)
    return String.raw`\x${shortened(Buffer.from(value).toString('hex'), TEXT)}`;
  if (value instanceof Error) return shownError(value);
  return depth === 0 ? '…' : shownObject(value, depth - 1);
}

/** An error as its code or class and the first line of its message. */
export function shownError(error: unknown): string {
  if (!(error instanceof Error)) return shownValue(error);
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  return `${error.name}${code}: ${shortened(withoutColours(error.message).split('\n')[0] ?? '', 2 * TEXT)}`;
}

/** `text` without the escape sequences with which test runners colour their messages. */
export function withoutColours(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replaceAll(/\u001B\[[0-9;]*m/g, '');
}

/** `text`, or its beginning and an ellipsis, in at most `length` characters. */
export function shortened(text: string, length: number): string {
  const characters = charactersOf(text);
  return characters.length <= length ? text : `${characters.slice(0, Math.max(0, length - 1)).join('')}…`;
}

function shownObject(value: object, depth: number): string {
  if (value instanceof Map) return `Map ${shownObject([...value], depth)}`;
  if (value instanceof Set) return `Set ${shownObject([...value], depth)}`;
  if (Array.isArray(value)) return `[${cut(value.map(item => shownValue(item, depth))).join(', ')}]`;
  const fields = Object.entries(value).map(([name, field]) => `${name}: ${shownValue(field, depth)}`);
  return `${prefixOf(value)}{${cut(fields).join(', ')}}`;
}

function prefixOf(value: object): string {
  const { constructor: type } = value;
  return typeof type !== 'function' || type === Object || type.name === '' ? '' : `${type.name} `;
}

function cut(items: readonly string[]): readonly string[] {
  return items.length <= ITEMS ? items : [...items.slice(0, ITEMS), '…'];
}
