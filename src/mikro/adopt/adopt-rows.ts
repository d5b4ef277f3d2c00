import { type EntityManager, type EntityName, FlushMode, type RawQueryFragment } from '@mikro-orm/postgresql';
import { type Data } from '../parts/internals.ts';
import { settle } from '../reads/settle.ts';
import { flushModeOf } from '../state/flush-mode.ts';
import { noteRowWritten } from '../transaction/note-row-written.ts';
import { adoptableMeta } from './adoptable-meta.ts';
import { classesOf } from './class-of-row.ts';
import { requireKey } from './require-key.ts';

/** SQL to run, or rows that are there already. */
export type RowSource = string | RawQueryFragment | readonly object[];

/** `em.adopt`: the unit's objects for raw rows. */
export async function adoptRows<E extends object>(
  em: EntityManager,
  type: EntityName<E>,
  source: RowSource,
  params: readonly unknown[] = [],
): Promise<E[]> {
  const meta = adoptableMeta(em, type);
  return settle(em, async () => {
    const rows: readonly Data[] = Array.isArray(source)
      ? source
      : await answerOf(em, source as string, params);
    rows.forEach((row, index) => requireKey(meta, row, index));
    const classes = await classesOf(em, meta, rows);
    const objects = rows.map((row, index) => em.map((classes[index] ?? meta).class, { ...row }) as E);
    for (const object of objects) noteRowWritten(em, object);
    return objects;
  });
}

async function answerOf(
  em: EntityManager,
  sql: string,
  params: readonly unknown[],
): Promise<readonly Data[]> {
  if (flushModeOf(em, undefined) !== FlushMode.COMMIT) await em.flush();
  return em.execute<Data[]>(sql, [...params], 'all');
}
