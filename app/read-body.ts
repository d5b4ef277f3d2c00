import { type Context } from 'hono';
import { Problem } from './problem.ts';
import { isPercentEncoded } from './well-formed-url.ts';

const parsers = new Map([
  ['application/json', parseJson],
  ['application/x-www-form-urlencoded', parseForm],
]);

/** Returns what the body says, JSON or form; a field that a form repeats is an array. */
export async function readBody(c: Context): Promise<unknown> {
  const mediaType = c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  const parse = parsers.get(mediaType);
  if (!parse) throw unsupported();
  return parse(decode(await received(c)));
}

function unsupported(): Problem {
  const known = [...parsers.keys()].join(', ');
  return new Problem(415, `The body must be one of: ${known}.`, { headers: { 'Accept-Post': known } });
}

async function received(c: Context): Promise<ArrayBuffer> {
  try {
    return await c.req.arrayBuffer();
  } catch (cause) {
    throw new Problem(400, 'The body ended before it was complete.', { cause });
  }
}

function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Problem(400, 'The body is not UTF-8.', { cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem(400, 'The body is not JSON.', { cause });
  }
}

function parseForm(text: string): unknown {
  if (!isPercentEncoded(text)) throw new Problem(400, 'The body has malformed percent-encoding.');
  const form = new URLSearchParams(text);
  return Object.fromEntries(
    [...new Set(form.keys())].map(name => {
      const values = form.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}
