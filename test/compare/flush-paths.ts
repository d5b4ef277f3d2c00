import type { EntityManager } from '@mikro-orm/postgresql';
import { type CommonPath, path } from './common-path.ts';
import type { World } from './world.ts';

const KINDS = { Counter: 'unversioned', Author: 'versioned' } as const;
type Kind = keyof typeof KINDS;

/** Flushes of few and of many rows, with and without a version column. */
export const flushPaths: readonly CommonPath[] = [
  ...[0, 1, 2, 300, 1000].flatMap(count => [flushChanged(count, 'Counter'), flushChanged(count, 'Author')]),
  ...[1, 300].flatMap(count => [flushCreated(count, 'Counter'), flushCreated(count, 'Author')]),
  ...[1, 2, 300].flatMap(count => [flushRemoved(count, 'Counter'), flushRemoved(count, 'Author')]),
];

function flushChanged(count: number, kind: Kind): CommonPath {
  return path(`flush ${rows(count)} changed, ${KINDS[kind]}`, async (world, em) => {
    const objects = await load(world, em, kind);
    for (const object of objects.slice(0, count)) change(object);
    return () => em.flush();
  });
}

function flushCreated(count: number, kind: Kind): CommonPath {
  return path(`flush ${rows(count)} created, ${KINDS[kind]}`, async ({ tables }, em) => {
    for (let i = 1; i <= count; i++)
      if (kind === 'Author') em.create(tables.Author, { email: `new${i}@x`, name: 'new' });
      else em.create(tables.Counter, { id: 10_000 + i });
    return () => em.flush();
  });
}

function flushRemoved(count: number, kind: Kind): CommonPath {
  return path(`flush ${rows(count)} removed, ${KINDS[kind]}`, async (world, em) => {
    const objects = await load(world, em, kind);
    for (const object of objects.slice(0, count)) em.remove(object);
    return () => em.flush();
  });
}

function rows(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`;
}

function change(object: { n: number } | { age: number }): void {
  if ('n' in object) object.n = 10;
  else object.age = 10;
}

/** Loads a thousand objects without relations. */
async function load({ others, tables }: World, em: EntityManager, kind: Kind) {
  if (kind === 'Author') {
    await others(
      `insert into author (email, name) select 'm' || i || '@x', 'M' from generate_series(1, 1000) i`,
    );
    return em.find(tables.Author, { name: 'M' }, { orderBy: { id: 'asc' } });
  }
  await others('insert into counter (id) select generate_series(1001, 2000)');
  return em.find(tables.Counter, { id: { $gt: 1000 } }, { orderBy: { id: 'asc' } });
}
