import { type FileDatabase } from '../../src/testing/vitest/index.ts';
import { type EntityManager, type MikroORM } from '../../src/index.ts';
import { Person, Painting } from './entities.ts';
import { type World } from './world.ts';

const badEndings = ['throw', 'unique', 'conflict', 'deferred', 'terminated', 'swallowed'] as const;
export const endings = ['commit', ...badEndings] as const;
export type Ending = (typeof endings)[number];

export class Abandoned extends Error {}

type Database = FileDatabase<MikroORM, EntityManager>;

/** Does what makes a transaction end in a given way; what its end itself does not do. */
export async function prepareEnding(world: World, database: Database, ending: Ending): Promise<void> {
  const { here } = world;
  if (ending === 'throw') throw new Abandoned();
  if (ending === 'unique') {
    const [one, other] = [world.loaded(Painting, 0), world.loaded(Painting, 1)];
    if (one && other && one !== other) one.code = other.code;
    else throw new Abandoned();
  }
  if (ending === 'conflict') await conflict(world, database);
  if (ending === 'deferred')
    await here.execute(`update painting set slot = 7 where slot in (0, 1, 2, 3, 4) or slot is null`);
  if (ending === 'terminated') {
    const [{ pid }] = await here.execute<[{ pid: number }]>('select pg_backend_pid() as pid');
    await database.rows('select pg_terminate_backend($1)', [pid]);
    await here.execute('select 1');
  }
  if (ending === 'swallowed') await here.execute('select 1 / 0').catch(() => undefined);
}

/** Another session changes the row of an object that is edited. */
async function conflict(world: World, database: Database): Promise<void> {
  const person = world.loaded(Person, 0);
  if (!person?.id) throw new Abandoned();
  person.name = `${person.name} and`;
  world.disturbed = true;
  await database
    .rows(`set lock_timeout = 20; update person set version = version + 1 where id = ${person.id}`)
    .catch(() => undefined);
}
