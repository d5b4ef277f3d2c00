import type { Catalog, ForeignKey, TableFacts } from '../database/catalog.ts';
import type { Lock } from './locks.ts';
import type { Resource } from '../report.ts';
import { rowKeys } from './row-keys.ts';
import { maybeAdded, mentioned, rowsOf } from './select-shape.ts';
import { shape, type StatementShape, unreadable } from './shape.ts';
import { isSign, isWord, nameAt, type Token } from './tokens.ts';

interface Change {
  readonly all: readonly Token[];
  readonly catalog: Catalog;
  readonly table: TableFacts;
  /** The rows that it can touch; all of them when undefined. */
  readonly keys: readonly string[] | undefined;
  /** What it reads apart from the rows that it changes. */
  readonly sources: readonly Resource[];
}

interface Effects {
  readonly reads: readonly Resource[];
  readonly locks: readonly Lock[];
  readonly writes: readonly Resource[];
  /** Whether rows may be gone afterwards from the tables that it writes. */
  readonly removes?: boolean;
  readonly mayMeet?: readonly Resource[];
}

/** Reads INSERT, UPDATE and DELETE. */
export function changeShape(
  all: readonly Token[],
  values: readonly unknown[],
  catalog: Catalog,
): StatementShape {
  const [table, ...others] = catalog.named(targetOf(all) ?? '');
  const tables = mentioned(all, catalog);
  if (!table || others.length > 0 || tables.some(({ opaque }) => opaque)) return unreadable;
  const change = {
    all,
    catalog,
    table,
    keys: keysOf(all, { values, catalog, table }),
    sources: sourcesOf(all, table, tables),
  };
  if (isWord(all, 0, 'insert')) return shape('insert', insertion(change));
  const effects = isWord(all, 0, 'update') ? update(change) : deletion(change);
  return shape(isWord(all, 0, 'update') ? 'update' : 'delete', {
    ...effects,
    rowsNamed: change.keys?.length,
  });
}

function targetOf(all: readonly Token[]): string | undefined {
  const start = isWord(all, 0, 'update') ? 1 : 2;
  const index = isWord(all, start, 'only') ? start + 1 : start;
  return nameAt(all, isSign(all, index + 1, '.') ? index + 2 : index);
}

function keysOf(all: readonly Token[], where: Parameters<typeof rowKeys>[1]): readonly string[] | undefined {
  const nested = all.some(
    (_, index) => isWord(all, index, 'select', 'using') || (isWord(all, index, 'from') && index > 1),
  );
  return nested || isWord(all, 0, 'insert') ? undefined : rowKeys(all, where);
}

function sourcesOf(all: readonly Token[], table: TableFacts, tables: readonly TableFacts[]): Resource[] {
  const times = all.filter(
    (_, index) => nameAt(all, index) === table.bareName && !isSign(all, index + 1, '.'),
  ).length;
  const sources = times > 1 ? tables : tables.filter(each => each !== table);
  return sources.flatMap(each => rowsOf(each, undefined));
}

function insertion({ all, table, sources }: Change): Effects {
  const born: Resource = { table: table.name, row: '+' };
  const parents = parentEffects(table.references);
  const replaces = all.some((_, index) => isWord(all, index, 'do') && isWord(all, index + 1, 'update'));
  const replaced: Resource[] = replaces ? [{ table: table.name, row: undefined }] : [];
  return {
    reads: [...sources, ...parents.reads, ...replaced],
    locks: [
      { ...born, mode: 'update' },
      ...replaced.map(row => ({ ...row, mode: 'update' as const })),
      ...parents.locks,
    ],
    writes: [born, ...replaced],
  };
}

function update({ all, catalog, table, keys, sources }: Change): Effects {
  const set = columnsSet(all);
  const touches = (columns: Iterable<string>) => !set || [...columns].some(column => set.has(column));
  const collides = touches(table.unique);
  const rows = rowsOf(table, touches(table.key) ? undefined : keys);
  const born: Resource[] = collides ? [{ table: table.name, row: '+' }] : [];
  const parents = parentEffects(table.references.filter(({ columns }) => touches(columns)));
  const children = childEffects(
    table.referencedBy.filter(({ referenced }) => touches(referenced)),
    catalog,
  );
  return {
    reads: [...sources, ...rows, ...parents.reads, ...children.reads],
    mayMeet: maybeAdded(table, keys, catalog),
    removes: touches(table.key),
    locks: [
      ...rows.map(row => ({ ...row, mode: collides ? ('update' as const) : ('no key update' as const) })),
      ...born.map(row => ({ ...row, mode: 'update' as const })),
      ...parents.locks,
      ...children.locks,
    ],
    writes: [...rows, ...born, ...children.writes],
  };
}

function deletion({ catalog, table, keys, sources }: Change): Effects {
  const rows = rowsOf(table, keys);
  const children = childEffects(table.referencedBy, catalog);
  return {
    reads: [...sources, ...rows, ...children.reads],
    mayMeet: maybeAdded(table, keys, catalog),
    removes: true,
    locks: [...rows.map(row => ({ ...row, mode: 'update' as const })), ...children.locks],
    writes: [...rows, ...children.writes],
  };
}

/** A reference looks for the row that it names, which may just have been added, and keeps it from being deleted. */
function parentEffects(references: readonly ForeignKey[]): Pick<Effects, 'reads' | 'locks'> {
  return {
    reads: references.map(({ parent }) => ({ table: parent, row: '+' })),
    locks: references.map(({ parent }) => ({ table: parent, row: undefined, mode: 'key share' })),
  };
}

/** Who deletes a row or changes its key looks for rows that refer to it, and may change those too. */
function childEffects(keys: readonly ForeignKey[], catalog: Catalog, seen = new Set<string>()): Effects {
  const effects = keys.map(({ child, onDelete }): Effects => {
    const rows: Resource = { table: child, row: undefined };
    if (onDelete === 'refuse') return { reads: [rows], locks: [{ ...rows, mode: 'key share' }], writes: [] };
    const further =
      onDelete === 'cascade' && !seen.has(child) ? (catalog.table(child)?.referencedBy ?? []) : [];
    const below = childEffects(further, catalog, new Set([...seen, child]));
    return {
      reads: [rows, ...below.reads],
      locks: [{ ...rows, mode: 'update' }, ...below.locks],
      writes: [rows, ...below.writes],
    };
  });
  return {
    reads: effects.flatMap(({ reads }) => reads),
    locks: effects.flatMap(({ locks }) => locks),
    writes: effects.flatMap(({ writes }) => writes),
  };
}

/** The columns that SET names; undefined when it sets several at once, which may be any. */
function columnsSet(all: readonly Token[]): Set<string> | undefined {
  const columns = new Set<string>();
  const start = all.findIndex((_, index) => isWord(all, index, 'set'));
  let depth = 0;
  for (let index = start + 1; index < all.length; index++) {
    if (isSign(all, index, '(')) depth++;
    if (isSign(all, index, ')')) depth--;
    if (depth === 0 && isWord(all, index, 'where', 'from', 'returning')) break;
    const first = index === start + 1 || isSign(all, index - 1, ',');
    if (depth > 0 && first && isSign(all, index, '(')) return undefined;
    if (depth === 0 && first) columns.add(nameAt(all, index) ?? '');
  }
  return columns;
}
