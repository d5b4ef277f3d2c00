import {
  type EntityName,
  type EntityData,
  type EntityManager,
  type Primary,
  Utils,
} from '@mikro-orm/postgresql';
import { CollectionItemError } from '../../errors/collection-item-error.ts';
import { type Data } from '../parts/internals.ts';
import { settle } from '../reads/settle.ts';
import { flushPending } from '../upsert/flush-pending.ts';
import { type UpsertCall } from '../upsert/upsert-call.ts';
import { collectionsOf, itemsOf } from './collection-items.ts';
import { createUnlessExists } from './create-unless-exists.ts';
import { findByKey } from './find-by-key.ts';
import { callOf } from './get-or-create.ts';
import { persistRelated } from './persist-related.ts';
import { proveKey, type ProvenKey } from './prove-key.ts';
import { keyOf } from './key-values.ts';
import { rowsInKeyOrder } from './rows-in-key-order.ts';
import { type Sought, type SoughtBatch, storeMissing } from './store-missing.ts';

/** How `em.getOrCreateMany` is to work. */
export interface ManyOptions<E> {
  /** The fields that name a row. */
  readonly key: readonly (keyof E & string)[];
  /** False to get primary keys instead of objects, of which the unit then keeps none. Default: true. */
  readonly adopt?: boolean | undefined;
  /** How many rows go into one statement, at most. Default: 1000. */
  readonly batch?: number | undefined;
  /** Called after each batch. */
  readonly onProgress?: ((progress: ManyProgress) => void) | undefined;
}

/** How far `em.getOrCreateMany` has come, in different keys. */
export interface ManyProgress {
  readonly done: number;
  readonly total: number;
  readonly created: number;
}

/** What `em.getOrCreateMany` found and created. */
export interface Many<T> {
  /** One for each row that was given, in their order; one for all that have the same key. */
  readonly rows: T[];
  /** Those of them that were created by this call. */
  readonly created: Set<T>;
}

export type ManyCall<E extends object> = readonly [
  type: EntityName<E>,
  rows: readonly EntityData<E>[],
  options: ManyOptions<E>,
];

/** `em.getOrCreateMany`: documented there. */
export async function getOrCreateMany<E extends object>(
  em: EntityManager,
  ...[type, rows, options]: ManyCall<E>
): Promise<Many<E> | Many<Primary<E>>> {
  // Metadata knows no generics.
  return (await ofRows(callOf(em, type), rows as readonly Data[], options as ManyOptions<any>)) as Many<E>;
}

async function ofRows(
  call: UpsertCall,
  given: readonly Data[],
  options: ManyOptions<any>,
): Promise<Many<unknown>> {
  requireNoItems(call, given);
  const proof = await proveAll(call, given, options.key);
  const created = new Set<unknown>();
  const rows: unknown[] = Array.from({ length: given.length });
  if (!proof) return { rows, created };

  const complete = await allStored(call, given);
  const sought = await rowsInKeyOrder(call, proof, complete);
  const note = (each: Sought, row: unknown, isNew: boolean) => {
    if (isNew) created.add(row);
    for (const position of [each.positions].flat()) rows[position] = row;
  };
  let done = 0;
  for (const batch of batchesOf(call, sought, options.batch ?? 1000)) {
    await settle(call.em, () => store(call, proof, { batch, adopt: options.adopt ?? true, note }));
    done += batch.length;
    options.onProgress?.({ done, total: sought.length, created: created.size });
  }
  return { rows, created };
}

/** The rows of a batch are written by one statement, and those of their members are not among them. */
function requireNoItems({ meta }: UpsertCall, rows: readonly Data[]): void {
  const filled = collectionsOf(meta).find(prop => rows.some(row => itemsOf(row[prop.name]).length > 0));
  if (!filled) return;
  throw new CollectionItemError(
    meta.className,
    filled.name,
    'em.getOrCreateMany stores rows of one class alone. Add the members to the objects that it returns, and flush.',
  );
}

async function proveAll(
  { em, meta }: UpsertCall,
  rows: readonly Data[],
  fields: readonly string[],
): Promise<ProvenKey | undefined> {
  let proof: ProvenKey | undefined;
  for (const row of rows)
    proof = await proveKey(em, meta, Object.fromEntries(fields.map(name => [name, row[name]])));
  return proof;
}

/** The rows with all that they refer to stored, as is what the unit has of their class. */
async function allStored(call: UpsertCall, given: readonly Data[]): Promise<readonly Data[]> {
  const relations = new Set(call.meta.relations.map(({ name }) => name as string));
  const refers = given.some(row => Object.keys(row).some(name => relations.has(name)));
  const complete: Data[] = [];
  if (refers) for (const row of given) complete.push(await persistRelated(call, row));
  const drafts = complete.map(row => ({ object: null, given: row, generated: [], managed: false }));
  await flushPending(call, drafts);
  return refers ? complete : given;
}

/** PostgreSQL takes 65,535 parameters in one statement. */
function* batchesOf(
  { meta }: UpsertCall,
  sought: readonly Sought[],
  size: number,
): Iterable<readonly Sought[]> {
  const columns = meta.props.reduce((sum, prop) => sum + (prop.fieldNames?.length ?? 0), 1);
  const most = Math.max(1, Math.min(size, Math.floor(65_000 / columns)));
  for (let start = 0; start < sought.length; start += most) yield sought.slice(start, start + most);
}

async function store(call: UpsertCall, proof: ProvenKey, { batch, adopt, note }: SoughtBatch): Promise<void> {
  if (!call.meta.tptParent) return storeMissing(call, proof, { batch, adopt, note });
  for (const sought of batch) {
    const found = await findByKey(call, proof, keyOf(proof, sought.data));
    const [object, isNew] = found ? [found, false] : await createUnlessExists(call, proof, sought);
    note(sought, adopt ? object : primaryKeyOf(call, object), isNew);
  }
}

function primaryKeyOf({ meta }: UpsertCall, object: object): unknown {
  const parts = Utils.getOrderedPrimaryKeys(object as never, meta) as unknown[];
  return parts.length === 1 ? parts[0] : parts;
}
