import type { EntityManager } from '@mikro-orm/postgresql';
import type { Client } from 'pg';
import {
  connectBeside,
  openRacePool,
  type OrmOver,
  type RacePool,
  watchOwnPool,
} from '../../../mikro/race-pool.ts';
import { BaseRows } from './base-rows.ts';
import type { Catalog } from './catalog.ts';
import { RaceGate } from '../run/gate.ts';
import { Opened } from './opened.ts';
import { readCatalog } from './read-catalog.ts';
import type { Isolation } from '../report.ts';
import { RowGate } from './row-gate.ts';

/** What a race has open in the database. */
export interface RaceDatabase<EM extends EntityManager> {
  /** A connection beside those of the operations. */
  readonly control: Client;
  readonly catalog: Catalog;
  readonly rows: BaseRows;
  readonly gate: RaceGate;
  readonly pool: RacePool<EM>;
  readonly maxConnections: number;
  readonly rowGate: RowGate | undefined;
  close(): Promise<void>;
}

export interface RaceDatabaseOptions {
  readonly operations: number;
  readonly isolation: Isolation;
  readonly steps: 'statement' | 'row';
  readonly pool: number | undefined;
}

// Tiny tables are scanned whole unless told otherwise, and a scan conflicts with more than an index does.
const SETTINGS = {
  enable_seqscan: 'off',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  synchronous_commit: 'off',
  application_name: 'selfsame/race',
};

/** Opens connections of the race's own, and keeps the rows that are stored. Closing it puts them back. */
export function openRaceDatabase<EM extends EntityManager>(
  orm: OrmOver<EM>,
  options: RaceDatabaseOptions,
): Promise<RaceDatabase<EM>> {
  return Opened.by(async opened => {
    const gate = new RaceGate();
    const control = opened.keep(await connectBeside(orm), client => client.end());
    // One race at a time in one database; the next waits. The lock goes with the connection.
    await control.query('select pg_advisory_lock(4244)');
    const catalog = await readCatalog(control);
    const rows = opened.keep(await BaseRows.keep(control, catalog), kept => kept.restoreAll());
    const rowGate = options.steps === 'row' ? await RowGate.install(control, catalog) : undefined;
    opened.keep(rowGate, each => each?.remove());
    const maxConnections = options.pool ?? 4 * options.operations + 4;
    const sizes = { ...options, pool: maxConnections, superuser: catalog.superuser };
    const pool = opened.keep(await openPool(orm, gate, sizes), each => each.close());
    opened.keep(await watchOwnPool(orm, gate.bypassed), unwatch => unwatch());
    return {
      control,
      catalog,
      rows,
      gate,
      pool,
      maxConnections,
      rowGate,
      close: () => opened.close(),
    };
  });
}

async function openPool<EM extends EntityManager>(
  orm: OrmOver<EM>,
  gate: RaceGate,
  options: RaceDatabaseOptions & { readonly pool: number; readonly superuser: boolean },
): Promise<RacePool<EM>> {
  const { operations, isolation, pool: max } = options;
  // The search chooses the victims; a server that looks sooner would choose one itself. Only a superuser may set it.
  const patience = options.superuser ? { deadlock_timeout: '5s' } : {};
  const settings = { ...SETTINGS, ...patience, default_transaction_isolation: isolation };
  const pool = await openRacePool(orm, { max, settings, gate: gate.enter, watch: gate.watch });
  await pool.warm(Math.min(max, operations + 1));
  return pool;
}
