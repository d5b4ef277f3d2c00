import { type Context } from 'hono';
import { z } from 'zod';
import { InvalidInput, Problem } from './problem.ts';
import { readBody } from './read-body.ts';

/** PostgreSQL's `integer`, from a number or from its digits. */
export const integer = z
  .union(
    [
      z.int(),
      z
        .string()
        .regex(/^\d{1,10}$/)
        .transform(Number),
    ],
    { error: 'Give a whole number.' },
  )
  .refine(value => value >= 0 && value <= 2_147_483_647, { error: 'Give a whole number within range.' });

/** One line of text. PostgreSQL cannot store U+0000. */
export function line(max: number) {
  return z
    .string({ error: 'Give a text.' })
    .trim()
    .max(max, { error: `Give at most ${max} characters.` })
    .regex(/^\P{Cc}*$/u, { error: 'Leave out control characters.' });
}

export const requiredLine = (max: number) => line(max).min(1, { error: 'Fill this in.' });

export const email = line(200).pipe(z.email({ error: 'Give an e-mail address, such as ada@example.com.' }));

/** At least one and at most 100 of something; a form that sends one sends it alone. */
export function someOf<T>(item: z.ZodType<T>, messages: { readonly error: string }) {
  const list = z.array(item, messages).min(1, messages).max(100, { error: 'Choose at most 100.' });
  return z.preprocess(value => (typeof value === 'string' ? [value] : value), list);
}

/** The value of a path parameter; a path that names nothing possible is a path to nothing. */
export function param<T>(c: Context, name: string, schema: z.ZodType<T>): T {
  const { success, data } = schema.safeParse(c.req.param(name));
  if (!success) throw new Problem(404, 'There is nothing at this address.');
  return data;
}

/** The values of the query. */
export function query<T>(c: Context, schema: z.ZodType<T>): T {
  return valid(400, schema, c.req.query());
}

/** The values of the body, JSON or form. */
export async function body<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  return valid(422, schema, await readBody(c));
}

function valid<T>(status: 400 | 422, schema: z.ZodType<T>, input: unknown): T {
  const { success, data, error } = schema.safeParse(input);
  if (success) return data;
  throw new InvalidInput(
    status,
    error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  );
}
