import { EventType, Utils } from '@mikro-orm/postgresql';
import { UnseenRowError } from '../../errors/unique-key-errors.ts';
import { keyColumns } from '../flush/base-of-change.ts';
import { type Data, type Meta } from '../parts/internals.ts';
import { noteRowsWritten, recordWritten } from '../state/record.ts';
import { noteRowWritten } from '../transaction/note-row-written.ts';
import { draftOf } from '../upsert/draft.ts';
import { returnedColumns } from '../upsert/returned-columns.ts';
import { type RowToWrite, rowToWrite } from '../upsert/row-to-write.ts';
import { unitObject } from '../upsert/unit-object.ts';
import { driverOf, run, type UpsertCall } from '../upsert/upsert-call.ts';
import { announceCreate } from './announce-create.ts';
import { forgetNew } from './forget-new.ts';
import { insertInSavepoint } from './insert-in-savepoint.ts';
import { readByKeys } from './key-list.ts';
import { keyOf, keyValues } from './key-values.ts';
import { type ProvenKey } from './prove-key.ts';

/** A key that was asked for, and what a new row is to have. */
export interface Sought {
  readonly data: Data;
  /** Where it was asked for: of a million rows most are asked for once, and a number is smaller than a list. */
  readonly positions: number | readonly number[];
}

/** A batch of them, in the order of their keys. */
export interface SoughtBatch {
  readonly batch: readonly Sought[];
  readonly adopt: boolean;
  readonly note: (sought: Sought, row: unknown, isNew: boolean) => void;
}

interface New {
  readonly sought: Sought;
  readonly object: object;
  readonly row: RowToWrite;
}

const attempts = 5;

/** Reads the rows that exist, inserts the others, and reads those that others have inserted meanwhile. */
export async function storeMissing(
  given: UpsertCall,
  proof: ProvenKey,
  { batch, adopt, note }: SoughtBatch,
): Promise<void> {
  const call: UpsertCall = { ...given, target: proof.target, creates: true };
  const { em, meta } = call;
  const columns = columnsToRead(call, adopt);
  const existing = await readByKeys(
    call,
    proof,
    batch.map(({ data }) => keyValues(em, meta, keyOf(proof, data))),
    columns,
  );
  for (const [number, row] of existing) note(batch[number] as Sought, resultOf(call, adopt, row), false);
  const missing = batch.filter((_, number) => !existing.has(number));
  if (missing.length === 0) return;

  const news: New[] = [];
  try {
    for (const sought of missing) news.push(await newOf(call, sought));
    await insertAll(call, proof, { news, adopt, note, columns });
  } catch (error) {
    for (const { object } of news) forgetNew(em, object);
    throw error;
  }
}

async function newOf(call: UpsertCall, sought: Sought): Promise<New> {
  const object = call.em.create(
    call.meta.class,
    { ...sought.data } as never,
    { persist: false, partial: true } as never,
  ) as object;
  await announceCreate(call, EventType.beforeCreate, object);
  return { sought, object, row: rowToWrite(call, draftOf(call, object)) };
}

interface Inserting {
  readonly news: readonly New[];
  readonly adopt: boolean;
  readonly note: SoughtBatch['note'];
  readonly columns: string;
}

async function insertAll(
  call: UpsertCall,
  proof: ProvenKey,
  { news, adopt, note, columns }: Inserting,
): Promise<void> {
  let open = news;
  for (let tried = 0; open.length > 0; tried++) {
    if (tried === attempts) throw new UnseenRowError(proof.asked);
    const inserted = await insert(call, open, columns);
    const all = inserted.length === open.length;
    const read = all
      ? new Map(inserted.map((row, number) => [number, row]))
      : await readByKeys(
          call,
          proof,
          open.map(({ row }) => row.columns),
          columns,
        );
    const mine = new Set(inserted.map(row => keyTextOf(call.meta, row)));
    for (const [number, row] of read) {
      // Two that were given may be one by what their constructor makes of the key.
      const isNew = mine.delete(keyTextOf(call.meta, row));
      await settleOne(call, open[number] as New, { row, isNew, adopt, note });
    }
    // What is still open met a row that was deleted before it could be read: it is free to be inserted now.
    open = open.filter((_, number) => !read.has(number));
  }
}

interface Settled {
  readonly row: Data;
  readonly isNew: boolean;
  readonly adopt: boolean;
  readonly note: SoughtBatch['note'];
}

async function settleOne(call: UpsertCall, each: New, { row, isNew, adopt, note }: Settled): Promise<void> {
  const { object, row: written, sought } = each;
  if (!isNew || !adopt) forgetNew(call.em, object);
  const drafts = isNew && adopt ? written.drafts : [];
  const result = adopt ? unitObject(call, { ...written, drafts }, row) : resultOf(call, false, row);
  if (adopt) noteRowWritten(call.em, result as object);
  if (isNew) recordNew(call, adopt ? (result as object) : undefined);
  if (isNew) await announceCreate(call, EventType.afterCreate, adopt ? (result as object) : object);
  note(sought, result, isNew);
}

function recordNew({ em, meta }: UpsertCall, object: object | undefined): void {
  if (object) recordWritten(em, 'created', object);
  else noteRowsWritten(em, { meta, kind: 'created', rows: 1, objects: [] });
}

function resultOf(call: UpsertCall, adopt: boolean, row: Data): unknown {
  if (adopt) return unitObject(call, { ...nothing, drafts: [] }, row);
  const data = driverOf(call.em).mapResult(row, call.meta);
  const parts = Utils.getOrderedPrimaryKeys(data, call.meta) as unknown[];
  return parts.length === 1 ? parts[0] : parts;
}

const nothing = {
  columns: {},
  merged: [],
  changes: false,
  target: { sql: '', params: [], columns: null },
  version: undefined,
  members: {},
};

function keyTextOf(meta: Meta, row: Data): string {
  return JSON.stringify(keyColumns(meta).map(name => String(row[name])));
}

function columnsToRead(call: UpsertCall, adopt: boolean): string {
  if (adopt) return returnedColumns(call, call.meta, new Set());
  const quote = (name: string) => call.em.getPlatform().quoteIdentifier(name).toString();
  return keyColumns(call.meta)
    .map(name => `${quote(call.meta.tableName)}.${quote(name)}`)
    .join(', ');
}

/** Inserts the rows that are not there, in the order that they have, and returns those that were not. */
function insert(call: UpsertCall, news: readonly New[], returned: string): Promise<Data[]> {
  const { em, meta, options } = call;
  const quote = (name: string) => em.getPlatform().quoteIdentifier(name).toString();
  const names = [...new Set(news.flatMap(({ row }) => Object.keys(row.columns)))];
  const values = news.map(
    ({ row }) => `(${names.map(name => (name in row.columns ? '?' : 'default')).join(', ')})`,
  );
  const params = news.flatMap(({ row }) =>
    names.filter(name => name in row.columns).map(name => row.columns[name] as unknown),
  );
  const sql =
    `insert into ${driverOf(em).getTableName(meta, options)} (${names.map(quote).join(', ')}) values ${values.join(', ')} ` +
    `on conflict ${call.target?.sql} do nothing returning ${returned}`;
  return insertInSavepoint(call, false, inside => run(inside, sql, params));
}
