import { type EntityManager, Utils } from '@mikro-orm/postgresql';
import { type Data } from '../parts/internals.ts';
import { type Lookup } from './lookup.ts';

/** A query that is running. */
interface InFlight {
  readonly transaction: unknown;
  readonly answer: Promise<unknown>;
  /** In which turn of the event loop it was started; within one nobody can have stored anything. */
  readonly turn: number;
}

const running = new WeakMap<EntityManager, Map<string, InFlight>>();

/** Runs the query of a lookup, or waits for one that asks the same. */
export async function shareInFlight(lookup: Lookup): Promise<unknown> {
  const { em, args, findOne } = lookup;
  const name = nameOf(lookup);
  if (name === undefined) return findOne(...args);

  const transaction: unknown = em.getTransactionContext();
  const other = running.get(em)?.get(name);
  if (!other || other.transaction !== transaction) return start(lookup, name, transaction);
  const young = other.turn === currentTurn();
  const found = await other.answer;
  // The row may have been stored after that query was sent and before this call was made.
  return found === null && !young ? shareInFlight(lookup) : found;
}

function start({ em, args, findOne }: Lookup, name: string, transaction: unknown): Promise<unknown> {
  const queries = running.get(em) ?? new Map<string, InFlight>();
  running.set(em, queries);
  const done = () => void (queries.get(name) === query && queries.delete(name));
  const query: InFlight = { transaction, turn: currentTurn(), answer: findOne(...args) };
  queries.set(name, query);
  query.answer.then(done, done);
  return query.answer;
}

let turn = 0;
let ending = false;

function currentTurn(): number {
  if (!ending) setImmediate(endTurn);
  ending = true;
  return turn;
}

function endTurn(): void {
  turn++;
  ending = false;
}

/** What makes two lookups the same; undefined when they cannot be compared. */
function nameOf({ sought, args }: Lookup): string | undefined {
  const { failHandler: _, ...options } = args[2] ?? {};
  if (options['lockMode'] || options['refresh'] || !isPlainData(options)) return undefined;
  const key = sought.key.props.map(({ name }) => name);
  return JSON.stringify([sought.meta._id, key, sought.hash, options]);
}

function isPlainData(value: unknown): boolean {
  if (typeof value !== 'object' || value === null)
    return typeof value !== 'function' && typeof value !== 'symbol' && typeof value !== 'bigint';
  if (Array.isArray(value)) return value.every(isPlainData);
  return Utils.isPlainObject<Data>(value) && Object.values(value).every(isPlainData);
}
