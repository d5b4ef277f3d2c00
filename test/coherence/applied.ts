import { type ChangesJson } from '../../src/index.ts';

/** Rows by class and key; the pivot table is not among them. */
export type Rows = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** The keys of the items of a collection, by its owner and property. */
export type Members = ReadonlyMap<string, ReadonlySet<unknown>>;

const rowName = ({ entity, key }: { readonly entity: string; readonly key: unknown }) =>
  `${entity} ${String(key)}`;

/** What a page shows that had `rows`, and has heard of `changes`. Fails when they are not of these rows. */
export function appliedRows(rows: Rows, changes: ChangesJson): Rows {
  const shown = new Map(rows);
  for (const row of changes.deleted)
    if (!shown.delete(rowName(row))) throw new Error(`${rowName(row)} was not there to be deleted.`);
  for (const { fields, ...row } of changes.updated) {
    const before = shown.get(rowName(row));
    if (!before) throw new Error(`${rowName(row)} was not there to be updated.`);
    for (const [name, { from, to }] of Object.entries(fields)) {
      if (from === undefined) continue;
      if (JSON.stringify(before[name]) !== JSON.stringify(from))
        throw new Error(`${name} was not ${JSON.stringify(from)}.`);
      if (JSON.stringify(from) === JSON.stringify(to)) throw new Error(`${name} has not changed.`);
    }
    const values = Object.entries(fields).map(([name, { to }]) => [name, to] as const);
    shown.set(rowName(row), { ...before, ...Object.fromEntries(values) });
  }
  for (const { values, ...row } of changes.created) {
    if (shown.has(rowName(row))) throw new Error(`${rowName(row)} was there before it was created.`);
    shown.set(rowName(row), values);
  }
  return shown;
}

/** The same for collections. */
export function appliedMembers(members: Members, changes: ChangesJson): Members {
  const shown = new Map([...members].map(([name, keys]) => [name, new Set(keys)]));
  for (const { property, entered, left, ...owner } of changes.collections) {
    const name = `${rowName(owner)} ${property}`;
    const keys = shown.get(name) ?? new Set();
    for (const key of left) if (!keys.delete(key)) throw new Error(`${String(key)} was not in ${name}.`);
    for (const key of entered) {
      if (keys.has(key)) throw new Error(`${String(key)} was in ${name} before.`);
      keys.add(key);
    }
    shown.set(name, keys);
  }
  return shown;
}
