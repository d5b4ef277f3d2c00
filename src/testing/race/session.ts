import type { EntityManager } from '@mikro-orm/postgresql';
import type { Client } from 'pg';
import { inAmbientFork } from '../../mikro/ambient.ts';
import type { OrmOver } from '../../mikro/race-pool.ts';
import type { Catalog, TableFacts } from './database/catalog.ts';
import { abandon } from './run/drive.ts';
import { asOperation, freely, type RaceGate } from './run/gate.ts';
import { Opened } from './database/opened.ts';
import type { Operation } from './run/operation.ts';
import type { RaceOperation } from './options.ts';
import { openRaceDatabase, type RaceDatabase } from './database/race-database.ts';
import { readStatement } from './statement/read-statement.ts';
import type { Isolation } from './report.ts';
import { Run } from './run/run.ts';
import type { Server } from './run/server.ts';
import { settle } from './run/settle.ts';

/** How a session is opened. */
export interface SessionOptions<EM extends EntityManager> {
  readonly operations: Readonly<Record<string, RaceOperation<EM>>>;
  readonly seed?: ((em: EM) => unknown) | undefined;
  readonly isolation: Isolation;
  readonly steps: 'statement' | 'row';
  readonly pool?: number | undefined;
}

/** The operations of a race at one isolation level, and the database that they run on, schedule after schedule. */
export class Session<EM extends EntityManager> implements AsyncDisposable {
  readonly #database: RaceDatabase<EM>;
  readonly #options: SessionOptions<EM>;
  readonly #server: Server;

  private constructor(database: RaceDatabase<EM>, options: SessionOptions<EM>) {
    const { control, catalog, maxConnections, rowGate, rows } = database;
    this.#database = database;
    this.#options = options;
    this.#server = {
      control,
      catalog,
      maxConnections,
      rowGate,
      isolation: options.isolation,
      knownWaits: new Set(),
      changed: tables => rows.changed(tables),
    };
  }

  static async open<EM extends EntityManager>(
    orm: OrmOver<EM>,
    options: SessionOptions<EM>,
  ): Promise<Session<EM>> {
    const { isolation, steps, pool } = options;
    const operations = Object.keys(options.operations).length;
    return Opened.by(async opened => {
      const database = await openRaceDatabase(orm, { operations, isolation, steps, pool });
      opened.keep(database, each => each.close());
      const session = new Session(database, options);
      await session.#seed();
      return session;
    });
  }

  get control(): Client {
    return this.#database.control;
  }

  get catalog(): Catalog {
    return this.#database.catalog;
  }

  get gate(): RaceGate {
    return this.#database.gate;
  }

  get operations(): readonly string[] {
    return Object.keys(this.#options.operations);
  }

  get isolation(): Isolation {
    return this.#options.isolation;
  }

  /** Tables that the schedules since the start may have changed. */
  get touched(): ReadonlySet<TableFacts> {
    return this.#database.rows.touched;
  }

  /** Starts a schedule on the seeded rows: every operation runs up to its first statement that matters. */
  async start(): Promise<Run> {
    await this.reset();
    const run = new Run(this.#server, this.operations);
    this.gate.run = run;
    for (const operation of run.operations) {
      operation.busy = true;
      void this.#perform(run, operation);
      await settle(run);
    }
    return run;
  }

  /** Ends a schedule: takes back what its operations left open, and says who left it. */
  async finish(
    run: Run,
  ): Promise<{ readonly operation: string; readonly left: 'connection' | 'transaction' } | undefined> {
    run.state = 'over';
    this.gate.run = undefined;
    await this.#server.rowGate?.open();
    const [transaction] = run.transactions.keys();
    const holder = run.operations.find(({ connections }) => connections.size > 0);
    const strand = transaction && run.strands.of(transaction);
    // All at once: one may wait for what another one locks.
    await Promise.allSettled([...run.transactions.keys()].map(connection => connection.run('rollback')));
    for (const { connections } of run.operations)
      for (const connection of connections.values()) this.#database.pool.discard(connection);
    if (run.wasAbandoned) await untilEnded(run);
    if (holder) return { operation: holder.name, left: 'connection' };
    return strand === undefined ? undefined : { operation: strand, left: 'transaction' };
  }

  /** Ends a schedule that is of no use. */
  async giveUp(run: Run): Promise<void> {
    if (run.state === 'going on') await abandon(run);
    await this.finish(run);
  }

  /** Runs `work` in a fresh unit whose statements are not ordered. */
  inUnit<T>(work: (em: EM) => T | Promise<T>): Promise<T> {
    return freely(
      (sql, values) => this.#sentFreely(sql, values),
      () => inAmbientFork(this.#database.pool.em, async em => work(em)),
    );
  }

  /** Runs one operation by itself, its statements not ordered. */
  async runAlone(name: string): Promise<unknown> {
    return this.inUnit(em => this.#options.operations[name]?.(em));
  }

  /** Puts the seeded rows back where they were changed. */
  reset(): Promise<void> {
    return this.#database.rows.reset();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#database.close();
  }

  async #seed(): Promise<void> {
    const { rows } = this.#database;
    const { seed } = this.#options;
    if (seed) {
      await this.inUnit(async em => {
        await seed(em);
        await em.flush();
      });
      await rows.seeded();
    }
    await rows.keepKeys();
  }

  async #perform(run: Run, operation: Operation): Promise<void> {
    const work = this.#options.operations[operation.name];
    try {
      const value = await asOperation(run, operation, () =>
        inAmbientFork(this.#database.pool.em, async em => work?.(em)),
      );
      operation.ending = { status: 'fulfilled', value };
    } catch (error) {
      operation.ending = { status: 'rejected', error };
    }
    run.changes.happened();
  }

  #sentFreely(sql: string, values: readonly unknown[]): void {
    const { universal, writes } = readStatement(sql, values, this.catalog);
    this.#server.changed(universal ? undefined : writes.map(({ table }) => table));
  }
}

/** Operations that were given up may take a moment to notice; those that never end are left behind. */
async function untilEnded(run: Run): Promise<void> {
  for (let silent = 0; silent < 3 && !run.ended;) if (!(await run.changes.within(20))) silent++;
}
