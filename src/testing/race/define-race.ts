import type { EntityManager } from '@mikro-orm/postgresql';
import type { OrmOver } from '../../mikro/race-pool.ts';
import type { RaceOptions } from './options.ts';

/** A race in a file of its own, which `selfsame race FILE` runs on a database of its own. */
export interface RaceDefinition<EM extends EntityManager = EntityManager> extends RaceOptions<EM> {
  /** Opens the ORM on the database that the command made, and makes its tables. The command closes it. */
  readonly orm: (clientUrl: string) => Promise<OrmOver<EM> & AsyncDisposable>;
}

/**
 * Types the default export of a file for `selfsame race FILE`, and returns it.
 *
 * @example
 * export default defineRace({
 *   orm: async clientUrl => {
 *     const orm = await MikroORM.init({ clientUrl, entities: [Director], metadataProvider: ReflectMetadataProvider });
 *     await orm.schema.create();
 *     return orm;
 *   },
 *   operations: {
 *     ada: em => em.persist(new Director('Ridley Scott')).flush(),
 *     bob: em => em.persist(new Director('ridley scott')).flush(),
 *   },
 *   allow: ['UniqueConstraintViolationException'],
 *   invariant: async ({ em }) => console.assert((await em.count(Director)) === 1),
 * });
 */
export function defineRace<EM extends EntityManager>(definition: RaceDefinition<EM>): RaceDefinition<EM> {
  return definition;
}
