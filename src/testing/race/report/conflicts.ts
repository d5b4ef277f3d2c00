import { type Access, type Accesses } from './accesses.ts';

/**
 * That one operation has to come before another, whatever order all of them are put in.
 *
 * `ww`: it changed a row first. `wr`: the other saw its change. `rw`: it did not see the other's change.
 */
export interface Conflict {
  readonly type: 'ww' | 'wr' | 'rw';
  readonly before: Access;
  readonly after: Access;
  /** Whether rows were looked for by something else than their key. */
  readonly predicate: boolean;
  /** Whether it rests on what a search saw before it waited, which explains a failure only when nothing else does. */
  readonly weak: boolean;
}

/** The edges of the direct serialization graph between operations. */
export function conflictsOf({ reads, writes }: Accesses): readonly Conflict[] {
  const met = meetings(writes);
  const changed = writes.flatMap(before =>
    met(before)
      .filter(after => before.at < after.at)
      .map((after): Conflict => ({ type: 'ww', before, after, predicate: false, weak: false })),
  );
  return [...changed, ...reads.flatMap(read => met(read).map(write => betweenReadAndWrite(read, write)))];
}

/** A function that finds the writes of other operations that meet an access. */
function meetings(writes: readonly Access[]): (access: Access) => readonly Access[] {
  const byTable = Map.groupBy(writes, ({ table }) => table);
  const byRow = Map.groupBy(writes, ({ table, row }) => `${table}#${row}`);
  return ({ operation, table, row }) => {
    const same = row === undefined ? byTable.get(table) : byRow.get(`${table}#${row}`);
    const wide = row === undefined ? [] : byRow.get(`${table}#undefined`);
    return [...(same ?? []), ...(wide ?? [])].filter(write => write.operation !== operation);
  };
}

/** What a conflict is about, such as `account#1`, or `seat` when rows were looked for. */
export function itemOf({ type, before, after, predicate }: Conflict): string {
  const { table, row } = type === 'rw' ? after : before;
  return predicate || row === undefined || row.startsWith('new at ') ? table : `${table}#${row}`;
}

/** Whether two conflicts are about the same row, as far as can be told. */
export function sameItem(one: Conflict, other: Conflict): boolean {
  return [one.before, one.after].some(a =>
    [other.before, other.after].some(b => a.row !== undefined && a.table === b.table && a.row === b.row),
  );
}

function betweenReadAndWrite(read: Access, write: Access): Conflict {
  const facts = { predicate: read.row === undefined, weak: read.earlier === true };
  return write.at < read.at
    ? { type: 'wr', before: write, after: read, ...facts }
    : { type: 'rw', before: read, after: write, ...facts };
}
