import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { type EntityManager, MikroORM } from '../../src/index.ts';
import { type FileDatabase, fileDatabase } from '../../src/testing/vitest/index.ts';
import { pins } from './pins.ts';
import { everyShape } from './shapes/all-shapes.ts';

/** A database with the tables of all shapes, and another session on it that knows no ORM. */
export interface LawDatabase extends FileDatabase<MikroORM, EntityManager> {
  readonly theirSession: pg.Client;
}

/** Opens a database of the file's own before its tests and drops it after them. */
export function lawDatabase(): LawDatabase {
  const database = fileDatabase(openLaws, () => ({ url: inject('selfsame').url, name: 'template1' }));
  let theirSession: pg.Client | undefined;
  beforeAll(async () => {
    theirSession = new pg.Client({ connectionString: database.url });
    await theirSession.connect();
    // What MikroORM asks when it first connects is no part of what is counted.
    await database.orm.driver.getConnection().ensureConnection();
  });
  // Hooks run in reverse: this one comes before the database is dropped.
  afterAll(() => theirSession?.end());
  return Object.defineProperty(database, 'theirSession', { get: () => theirSession }) as LawDatabase;
}

async function openLaws(clientUrl: string): Promise<MikroORM> {
  const orm = await MikroORM.init({
    clientUrl,
    metadataProvider: ReflectMetadataProvider,
    entities: [
      ...new Set(everyShape.flatMap(({ type, shelf, others = [] }) => [type, shelf, ...others])),
      ...pins.values(),
    ],
  });
  await orm.driver.getConnection().execute('create extension if not exists citext');
  await orm.schema.create();
  return orm;
}
