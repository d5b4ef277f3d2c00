import type { Catalog, TableFacts } from '../database/catalog.ts';
import type { Lock, LockMode } from './locks.ts';
import type { Resource } from '../report.ts';
import { rowKeys } from './row-keys.ts';
import { shape, type StatementShape, unreadable } from './shape.ts';
import { isSign, isWord, nameAt, type Token } from './tokens.ts';

/** Reads SELECT in its forms, and LOCK. */
export function selectShape(
  all: readonly Token[],
  values: readonly unknown[],
  catalog: Catalog,
): StatementShape {
  const tables = mentioned(all, catalog);
  if (isWord(all, 0, 'lock')) return lockShape(all, tables);
  if (changesData(all)) return unreadable;
  if (tables.some(table => table.opaque && mode(all))) return unreadable;
  const keys =
    tables.length === 1 && tables[0] ? onlyRows(all, { values, catalog, table: tables[0] }) : undefined;
  const reads = tables.flatMap(table => rowsOf(table, keys));
  const locks = [...rowLocks(reads, mode(all)), ...advisoryLocks(all)];
  const mayMeet = tables.flatMap(table => maybeAdded(table, keys, catalog));
  return shape('select', { reads, mayMeet, locks, rowsNamed: keys?.length });
}

/** Every table whose name stands anywhere: one too many costs time, one too few hides a race. */
export function mentioned(all: readonly Token[], catalog: Catalog): TableFacts[] {
  const found = new Set<TableFacts>();
  for (const index of all.keys()) {
    // Before a dot stands an alias, a schema, or a table that FROM names as well.
    if (isSign(all, index + 1, '.') && !isSign(all, index - 1, '.')) continue;
    for (const table of catalog.named(nameAt(all, index) ?? '')) found.add(table);
  }
  return [...found];
}

export function rowsOf({ name }: TableFacts, keys: readonly string[] | undefined): Resource[] {
  return keys ? keys.map(row => ({ table: name, row })) : [{ table: name, row: undefined }];
}

/** A row that is found may have been added by somebody just before. */
export function maybeAdded(
  table: TableFacts,
  keys: readonly string[] | undefined,
  { knownRows }: Catalog,
): Resource[] {
  const unknown = keys?.some(key => !knownRows.isThere(table, key)) ?? false;
  return unknown ? [{ table: table.name, row: '+' }] : [];
}

// With a second SELECT or a join, the WHERE found may be another one's.
function onlyRows(all: readonly Token[], where: Parameters<typeof rowKeys>[1]): string[] | undefined {
  const selects = all.filter((_, index) => isWord(all, index, 'select', 'join', 'with')).length;
  return selects === 1 ? rowKeys(all, where) : undefined;
}

function rowLocks(reads: readonly Resource[], locking: LockMode | undefined): Lock[] {
  return locking ? reads.map(read => ({ ...read, mode: locking })) : [];
}

// The key is a number that the text may compute, so all advisory locks are taken for one.
function advisoryLocks(all: readonly Token[]): Lock[] {
  const taken = all.some(
    ({ kind, value }) => kind === 'word' && /^pg_(?:try_)?advisory_xact_lock/.test(value),
  );
  return taken ? [{ table: '(advisory locks)', row: undefined, mode: 'update' }] : [];
}

/** The row lock that the statement takes, the strongest when it takes several. */
function mode(all: readonly Token[]): LockMode | undefined {
  const taken = new Set(
    all.map((_, index) => (isWord(all, index, 'for') ? modeAt(all, index + 1) : undefined)),
  );
  const strongest: LockMode[] = ['update', 'no key update', 'share', 'key share'];
  return strongest.find(each => taken.has(each));
}

function modeAt(all: readonly Token[], index: number): LockMode | undefined {
  if (isWord(all, index, 'update')) return 'update';
  if (isWord(all, index, 'share')) return 'share';
  if (isWord(all, index, 'no')) return 'no key update';
  return isWord(all, index, 'key') ? 'key share' : undefined;
}

function changesData(all: readonly Token[]): boolean {
  return [...all.keys()].some(
    index =>
      isWord(all, index, 'insert', 'delete', 'merge', 'into') ||
      (isWord(all, index, 'update') && !isWord(all, index - 1, 'for', 'key')),
  );
}

/** LOCK TABLE: the modes that writers wait for. ACCESS EXCLUSIVE stops readers too, and the weak ones stop only each other. */
function lockShape(all: readonly Token[], tables: readonly TableFacts[]): StatementShape {
  const asked = /\bin (?<mode>[a-z ]+) mode/.exec(all.map(({ value }) => value).join(' '))?.groups?.['mode'];
  const strength = LOCKS[asked ?? 'access exclusive'];
  if (!strength) return unreadable;
  return shape('lock', {
    locks: tables.map(({ name }) => ({ table: name, row: undefined, mode: strength })),
  });
}

const LOCKS: Readonly<Record<string, LockMode>> = {
  share: 'table',
  'share row exclusive': 'table',
  exclusive: 'exclusive table',
};
