import { AsyncResource } from 'node:async_hooks';
import { type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import {
  Configuration,
  type EntityManager,
  type IDatabaseDriver,
  type MetadataStorage,
  type Options,
  type PostgreSqlConnection,
} from '@mikro-orm/postgresql';
import { Client, type Pool, type PoolClient } from 'pg';
import { type Gate, gatedClient, type GatedConnection } from './gated-client.ts';

/** An ORM to take the configuration and the metadata of; MikroORM's and Selfsame's both are. */
export interface OrmOver<EM extends EntityManager> {
  readonly em: EM;
  readonly config: Pick<Configuration, 'getAll'>;
  getMetadata(): MetadataStorage;
}

/** What is told about the connections that code takes and gives back. */
export interface PoolWatch {
  /** Somebody asks for a connection; the function that is returned hears when they have it. */
  asked(free: boolean): (connection: GatedConnection | undefined) => void;
  released(connection: GatedConnection): void;
  grew(): void;
}

/** Connections of the explorer's own, with an entity manager over them. */
export interface RacePool<EM extends EntityManager> {
  readonly em: EM;
  /** Makes `count` connections now, so that none is made while statements are ordered. */
  warm(count: number): Promise<void>;
  /** Ends a connection that was taken and not given back. */
  discard(connection: GatedConnection): void;
  close(): Promise<void>;
}

export interface RacePoolOptions {
  readonly max: number;
  /** Settings that every connection starts with, and that RESET returns to. */
  readonly settings: Readonly<Record<string, string>>;
  readonly gate: Gate;
  readonly watch: PoolWatch;
}

/** Opens a second pool, driver and manager beside those of `orm`; its entities and metadata are shared. */
export async function openRacePool<EM extends EntityManager>(
  orm: OrmOver<EM>,
  options: RacePoolOptions,
): Promise<RacePool<EM>> {
  const config = new Configuration(secondConfig(orm.config.getAll(), options), false);
  const driver = config.getDriver() as IDatabaseDriver;
  driver.setMetadata(orm.getMetadata());
  // The driver of one ORM makes managers of one class.
  const em = driver.createEntityManager() as unknown as EM;
  (em as { global: boolean }).global = true;
  const connection = driver.getConnection() as unknown as PostgreSqlConnection;
  const pool = await connection.getNativeClient();
  watchPool(pool, options.watch);
  return {
    em,
    warm: count => warm(pool, count),
    discard: taken => (taken as unknown as PoolClient).release(true),
    close: () => closeWithin(1000, driver, pool),
  };
}

/** Calls `taken` whenever somebody takes a connection of `orm`'s own pool, until the returned function is called. */
export async function watchOwnPool(orm: OrmOver<EntityManager>, taken: () => void): Promise<() => void> {
  const pool = await (
    orm.em.getDriver().getConnection() as unknown as PostgreSqlConnection
  ).getNativeClient();
  pool.on('acquire', taken);
  return () => void pool.off('acquire', taken);
}

/** A client of `orm`'s database that belongs to no pool. */
export async function connectBeside(orm: OrmOver<EntityManager>): Promise<Client> {
  const config = new Configuration(orm.config.getAll() as object, false);
  const connection = (
    config.getDriver() as IDatabaseDriver
  ).getConnection() as unknown as PostgreSqlConnection;
  const own = driverOptionsOf(orm.config.getAll());
  const client = new Client({ ...own, ...clientOptions(connection), application_name: 'selfsame/race' });
  client.on('error', () => {});
  await client.connect();
  return client;
}

function clientOptions(connection: PostgreSqlConnection): object {
  const { host, port, user, password, database } = connection.getConnectionOptions();
  return { host, port, user, password, database };
}

function secondConfig(all: object, { max, settings, gate }: RacePoolOptions): Options {
  const own = driverOptionsOf(all);
  const { Client: Base = Client, options = '' } = own as { Client?: typeof Client; options?: string };
  return {
    ...all,
    debug: false,
    replicas: [],
    pool: { min: 0, max, idleTimeoutMillis: 0 },
    driverOptions: {
      ...own,
      Client: gatedClient(Base, gate),
      options: `${options} ${startupOptions(settings)}`.trim(),
      max,
      min: 0,
      idleTimeoutMillis: 0,
      connectionTimeoutMillis: 0,
      maxLifetimeSeconds: 0,
      maxUses: Number.POSITIVE_INFINITY,
    },
  } as Options;
}

function driverOptionsOf(all: object): object {
  const { driverOptions = {} } = all as { driverOptions?: object | (() => object) };
  return typeof driverOptions === 'function' ? (driverOptions as () => object)() : driverOptions;
}

function startupOptions(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '\\ ')}`)
    .join(' ');
}

/** Waits for connections that are still taken, but not for ever: an operation that never ends never gives its own back. */
async function closeWithin(milliseconds: number, driver: IDatabaseDriver, pool: Pool): Promise<void> {
  const closed = driver.close(true).then(() => true);
  const late = delay(milliseconds, false, { ref: false });
  if (await Promise.race([closed, late])) return;
  // pg-pool offers no other way to those that are taken.
  const { _clients: taken } = pool as unknown as { readonly _clients: readonly Client[] };
  for (const client of taken)
    (client as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
  closed.catch(() => {});
}

function watchPool(pool: Pool, watch: PoolWatch): void {
  const connect = pool.connect.bind(pool) as (callback: (...answer: unknown[]) => void) => void;
  pool.on('connect', () => watch.grew());
  pool.on('release', (_error, client) => watch.released(client as unknown as GatedConnection));
  const watched = (callback: (...answer: unknown[]) => void) => {
    const got = watch.asked(pool.idleCount > 0 || pool.totalCount < pool.options.max);
    // pg-pool calls it from whoever gave the connection back; it has to run as the one who asked.
    connect(
      AsyncResource.bind((error: unknown, client: unknown, release: unknown) => {
        got(client as GatedConnection | undefined);
        callback(error, client, release);
      }),
    );
  };
  pool.connect = ((callback?: (...answer: unknown[]) => void) => {
    if (callback) return watched(callback);
    return new Promise((resolve, reject) =>
      watched((error, client) => (error ? reject(error as Error) : resolve(client as PoolClient))),
    );
  }) as typeof pool.connect;
}

async function warm(pool: Pool, count: number): Promise<void> {
  const clients = await Promise.all(Array.from({ length: count }, () => pool.connect()));
  for (const client of clients) client.release();
}
