import type { Client } from 'pg';

const BLOCKERS = `
  select pid, pg_blocking_pids(pid) || pg_safe_snapshot_blocking_pids(pid) as blockers from unnest($1::int[]) as pid`;

const GRANTED = `
  select w.pid as waiter, h.pid as holder
  from pg_locks w join pg_locks h on h.granted and h.pid <> w.pid
    and (h.locktype, h.database, h.relation, h.page, h.tuple, h.virtualxid, h.transactionid, h.classid, h.objid, h.objsubid)
      is not distinct from (w.locktype, w.database, w.relation, w.page, w.tuple, w.virtualxid, w.transactionid, w.classid, w.objid, w.objsubid)
  where not w.granted and w.pid = any($1)`;

/** Which server processes each of `pids` waits for, by what the server itself says. */
export async function blockersOf(control: Client, pids: readonly number[]): Promise<Map<number, number[]>> {
  const { rows } = await control.query<{ pid: number; blockers: number[] }>({
    name: 'selfsame_race_blockers',
    text: BLOCKERS,
    values: [pids],
  });
  return new Map(rows.map(({ pid, blockers }) => [pid, blockers]));
}

/**
 * Whether each of `waits` is for a lock that the other has, not for one that it asked for earlier.
 *
 * A cycle with a wait of the second kind is no deadlock yet: the server may let the later one go first.
 */
export async function areHard(
  control: Client,
  waits: readonly { waiter: number; holder: number }[],
): Promise<boolean> {
  const { rows } = await control.query<{ waiter: number; holder: number }>(GRANTED, [
    waits.map(({ waiter }) => waiter),
  ]);
  return waits.every(wait =>
    rows.some(({ waiter, holder }) => waiter === wait.waiter && holder === wait.holder),
  );
}
