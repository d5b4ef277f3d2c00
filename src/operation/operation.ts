import { UnnamedOperationError } from '../errors/operation-errors.ts';
import type { EntityManager } from '../manager.ts';
import { type LockKey } from '../mikro/lock/lock-key-text.ts';
import { type AtomicOptions, type OperationLock } from './atomic-options.ts';
import { type StandardSchema } from './standard-schema.ts';
import { validateInput } from './validate-input.ts';

/** A transactional call of the domain. An input that is `void` is left out. */
export interface Operation<Input, Result> {
  (em: EntityManager, input: Input): Promise<Result>;
  readonly operationName: string;
}

/** How an operation runs. */
export interface OperationOptions<Input> extends Omit<AtomicOptions, 'lock'> {
  /** Says what to lock for an input, before anything else is done: operations on the same key run one after the other. */
  readonly lock?: (input: Input) => LockKey | OperationLock;
}

type Body<Input, Result> = (em: EntityManager, input: Input) => Promise<Result> | Result;

type WithoutSchema<Input, Result> = readonly [
  body: Body<Input, Result>,
  options?: OperationOptions<Input> | undefined,
];

type WithSchema<Input, Parsed, Result> = readonly [
  schema: StandardSchema<Input, Parsed>,
  body: Body<Parsed, Result>,
  options?: OperationOptions<Parsed> | undefined,
];

/**
 * Defines an operation of the domain: a function with a name, whose body runs in one `em.atomic`.
 *
 * All that the body does is stored, or nothing, events included; the body may run more than once, so it touches nothing
 * outside the database. Called inside another operation, it is part of that one. With a schema, any Standard Schema, the
 * caller gives what the schema takes and the body gets what the schema makes of it; it is asked once, before the transaction.
 * With `lock`, operations on the same key run one after the other; see `em.lockKey`.
 *
 * @example
 * const rename = operation('rename', async (em, { title, to }: { title: string; to: string }) => {
 *   const film = await em.findOneOrFail(Film, { title });
 *   film.title = to;
 *   return film;
 * });
 *
 * const film = await rename(em, { title: 'Alien', to: 'Alien 1' });
 * // begin
 * // select … from "film" … where … = 'Alien' limit 1
 * // update "film" set "title" = 'Alien 1'…
 * // commit
 *
 * @throws UnnamedOperationError when the name is empty, as soon as it is defined
 * @throws InvalidInputError when the schema refuses the input, before any statement
 * @throws whatever the body or `em.atomic` throws, unchanged
 */
export function operation<Result, Input = void>(
  name: string,
  body: Body<Input, Result>,
  options?: OperationOptions<Input>,
): Operation<Input, Result>;
export function operation<Input, Parsed, Result>(
  name: string,
  schema: StandardSchema<Input, Parsed>,
  body: Body<Parsed, Result>,
  options?: OperationOptions<Parsed>,
): Operation<Input, Result>;
export function operation<Input, Parsed, Result>(
  name: string,
  ...given: WithoutSchema<Input, Result> | WithSchema<Input, Parsed, Result>
): Operation<Input, Result> {
  if (!hasSchema(given)) {
    const [body, options] = given;
    return named(name, async (em, input: Input) =>
      em.atomic(em => body(em, input), optionsFor(input, options)),
    );
  }
  const [schema, body, options] = given;
  return named(name, async (em, input: Input) => {
    const parsed = await validateInput(name, schema, input);
    return em.atomic(em => body(em, parsed), optionsFor(parsed, options));
  });
}

function optionsFor<Input>(input: Input, { lock, ...options }: OperationOptions<Input> = {}): AtomicOptions {
  return lock ? { ...options, lock: lock(input) } : options;
}

function hasSchema<Input, Parsed, Result>(
  given: WithoutSchema<Input, Result> | WithSchema<Input, Parsed, Result>,
): given is WithSchema<Input, Parsed, Result> {
  // A schema may be a function as well, as ArkType's are.
  return '~standard' in given[0];
}

function named<Input, Result>(
  name: string,
  call: (em: EntityManager, input: Input) => Promise<Result>,
): Operation<Input, Result> {
  if (name.trim() === '') throw new UnnamedOperationError();
  return Object.assign(Object.defineProperty(call, 'name', { value: name }), { operationName: name });
}
