import config from '../mikro-orm.config.ts';
import { MikroORM } from '../src/index.ts';
import { type PostgresServer, startPostgres } from '../src/testing/index.ts';
import { announceEvents } from './announce-events.ts';
import { announce } from './announce.ts';
import { boxOffice } from './box-office.ts';
import { clearTables, ownTables } from './clear-tables.ts';
import { type StartOptions, UsageError } from './options.ts';
import { seed } from './seed.ts';
import { serve } from './server.ts';
import { type Stopping } from './stop-on-signals.ts';

/** Starts the box office with everything that it needs, and stops it all, in reverse, when it is asked to. */
export async function run(options: StartOptions, { signal, beforeExit }: Stopping): Promise<void> {
  const starting = startPostgres({ directory: '.selfsame/pg' });
  beforeExit(() => starting.then(postgres => postgres.stop()));
  await using postgres = await starting;
  await using orm = await MikroORM.init({ ...config, clientUrl: postgres.url, logger: () => {} });
  signal.throwIfAborted();
  if (options.fresh) await clear(orm, postgres, options);
  await prepare(orm, signal);
  await serveUntil(signal, orm, postgres, options);
}

async function clear(orm: MikroORM, postgres: PostgresServer, { yes }: StartOptions): Promise<void> {
  if (!postgres.embedded && !yes) {
    const tables = ownTables(orm).join(', ');
    throw new UsageError(
      `--fresh would drop the tables ${tables} in the database of DATABASE_URL. Add --yes if they are to go.`,
    );
  }
  await clearTables(orm);
}

async function prepare(orm: MikroORM, signal: AbortSignal): Promise<void> {
  await orm.migrator.up();
  await seed(orm, signal);
  signal.throwIfAborted();
}

async function serveUntil(
  signal: AbortSignal,
  orm: MikroORM,
  postgres: PostgresServer,
  { port }: StartOptions,
): Promise<void> {
  const server = await serve(boxOffice(orm), port);
  const relay = announceEvents(orm, signal);
  try {
    announce({ server, postgres, wanted: port });
    await aborted(signal);
  } finally {
    await server.stop();
    await relay.stop();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
}
