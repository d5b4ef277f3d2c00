import type { Catalog, TableFacts } from './catalog.ts';

/** `tables` and all whose rows refer to them, each after those that it refers to. */
export function parentsFirst(catalog: Catalog, tables: Iterable<TableFacts>): TableFacts[] {
  const reached = new Set<TableFacts>();
  for (const table of tables) reach(catalog, table, reached);
  const ordered = new Set<TableFacts>();
  for (const table of reached) place(catalog, table, { reached, ordered, path: [] });
  return [...ordered];
}

function reach(catalog: Catalog, table: TableFacts, reached: Set<TableFacts>): void {
  if (reached.has(table)) return;
  reached.add(table);
  for (const { child } of table.referencedBy) {
    const next = catalog.table(child);
    if (next) reach(catalog, next, reached);
  }
}

interface Placing {
  readonly reached: ReadonlySet<TableFacts>;
  readonly ordered: Set<TableFacts>;
  /** Tables that refer to each other in a circle have no order; the first that is met comes last. */
  readonly path: readonly TableFacts[];
}

function place(catalog: Catalog, table: TableFacts, { reached, ordered, path }: Placing): void {
  if (ordered.has(table) || path.includes(table)) return;
  for (const { parent } of table.references) {
    const next = catalog.table(parent);
    if (next && reached.has(next)) place(catalog, next, { reached, ordered, path: [...path, table] });
  }
  ordered.add(table);
}
