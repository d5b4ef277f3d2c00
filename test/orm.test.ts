import * as mikro from '@mikro-orm/postgresql';
import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { expect, expectTypeOf, test } from 'vitest';
import { Customer, Film } from '../entities/index.ts';
import config from '../mikro-orm.config.ts';
import * as selfsame from '../src/index.ts';
import {
  BypassedError,
  defineConfig,
  EntityManager,
  MikroORM,
  PostgreSqlDriver,
  SelfsameError,
} from '../src/index.ts';
import { testDatabase } from './support/database.ts';

const db = testDatabase();
const entities = [Customer];
const options = {
  clientUrl: 'postgresql://127.0.0.1/none',
  entities,
  metadataProvider: ReflectMetadataProvider,
};

test('everything that the MikroORM driver package exports is exported', () => {
  const missing = Object.keys(mikro).filter(name => !(name in selfsame));

  expect(missing).toEqual([]);
});

test('of MikroORM, only the manager, the ORM, its configuration, driver and connection are replaced', () => {
  const theirs = new Map(Object.entries(mikro));
  const replaced = Object.entries(selfsame).filter(
    ([name, value]) => theirs.has(name) && theirs.get(name) !== value,
  );

  expect(replaced.map(([name]) => name).toSorted()).toEqual([
    'EntityManager',
    'MikroORM',
    'PostgreSqlConnection',
    'PostgreSqlDriver',
    'defineConfig',
  ]);
});

test('what takes the place of a MikroORM class is still an instance of it', () => {
  expect(db.orm).toBeInstanceOf(mikro.MikroORM);
  expect(db.orm.em).toBeInstanceOf(mikro.EntityManager);
  expect(db.orm.driver).toBeInstanceOf(mikro.PostgreSqlDriver);
  expect(db.orm.driver.getConnection()).toBeInstanceOf(mikro.PostgreSqlConnection);
});

test('orm.em, every fork and every transaction are ours, and typed as ours', async () => {
  const { em } = db.orm;

  expect(em).toBeInstanceOf(EntityManager);
  expect(em.fork()).toBeInstanceOf(EntityManager);
  await em.fork().transactional(async inner => expect(inner).toBeInstanceOf(EntityManager));
  expectTypeOf(em.fork()).toExtend<EntityManager>();
  expectTypeOf<Awaited<ReturnType<typeof MikroORM.init>>['em']>().toExtend<EntityManager>();
});

test('the ORM constructed without init has our manager and driver as well', async () => {
  await using orm = new MikroORM({ ...config, clientUrl: db.url });

  expect(orm.em).toBeInstanceOf(EntityManager);
  expect(await orm.em.fork().count(Customer)).toBe(0);
});

test("a configuration made for MikroORM's init needs no defineConfig", async () => {
  await using orm = await MikroORM.init({ ...options, clientUrl: db.url });

  expect(orm.driver).toBeInstanceOf(PostgreSqlDriver);
  expect(defineConfig(options).driver).toBe(PostgreSqlDriver);
});

test("an application's own manager that extends ours is used for every fork", async () => {
  class OwnManager extends EntityManager {
    readonly own = true;
  }
  await using orm = await MikroORM.init({ ...config, clientUrl: db.url, entityManager: OwnManager });

  expect(orm.em.fork().own).toBe(true);
});

test('a driver or manager that would bypass ours is refused before anything is opened', async () => {
  const withDriver = MikroORM.init({ ...options, driver: mikro.PostgreSqlDriver as never });
  await expect(withDriver).rejects.toThrow(BypassedError);
  await expect(withDriver).rejects.toMatchObject({
    code: 'SELFSAME_BYPASSED',
    option: 'driver',
    given: 'PostgreSqlDriver',
  });

  const withManager = MikroORM.init({ ...options, entityManager: mikro.EntityManager as never });
  await expect(withManager).rejects.toMatchObject({ option: 'entityManager' });
  await expect(withManager).rejects.toBeInstanceOf(SelfsameError);
});

test('an entity discovered later is checked like the first ones', async () => {
  await using orm = await MikroORM.init({ ...options, clientUrl: db.url });
  const Tally = mikro.defineEntity({
    name: 'Tally',
    properties: { id: mikro.p.integer().primary(), version: mikro.p.datetime().version() },
  });

  expect(() => orm.discoverEntity(Tally)).toThrow(selfsame.VersionColumnError);
});

test('a read replica is reached through an observed connection too', async () => {
  await using orm = await MikroORM.init({ ...config, clientUrl: db.url, replicas: [{ clientUrl: db.url }] });
  const heard: string[] = [];
  orm.driver.getConnection('read').wire.listen(({ sql }) => heard.push(sql));

  await orm.em.fork().find(Film, {}, { connectionType: 'read' });

  expect(heard).toContainEqual(expect.stringContaining('from "film"'));
});
