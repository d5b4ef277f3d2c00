import {
  type Constructor,
  EntityManagerType,
  type EntityName,
  type EntitySchema,
  type Options as MikroOptions,
} from '@mikro-orm/postgresql';
import { EntityManager } from './manager.ts';
import { requireDatabase } from './mikro/doctor/check-database.ts';
import { DriverBase } from './mikro/driver-base.ts';
import { compareDecimalsExactly } from './mikro/exact-decimals.ts';
import { requireTruthfulMetadata } from './mikro/metadata-checks.ts';
import { requireMikroShape } from './mikro/mikro-shape.ts';
import { requireMikroVersion } from './mikro/mikro-version.ts';
import { type AnyEntityList, type EntityList, OrmBase } from './mikro/orm-base.ts';
import { requireOwnClass } from './mikro/own-classes.ts';
import { Hydrator } from './mikro/parts/hydrator.ts';
import { trackEdits } from './mikro/state/edit-tracking.ts';
import { openUnit } from './unit/open-unit.ts';

/** The PostgreSQL driver whose managers are Selfsame's and whose every statement can be observed. */
export class PostgreSqlDriver extends DriverBase {
  declare [EntityManagerType]: EntityManager<this>;

  override createEntityManager(useContext?: boolean): this[typeof EntityManagerType] {
    const Manager = this.config.get('entityManager', EntityManager);
    return new Manager(this.config, this, this.metadata, useContext);
  }

  override getORMClass(): Constructor<MikroORM> {
    return MikroORM;
  }
}

/** The configuration of an ORM: MikroORM's, with Selfsame's driver and entity manager as the only defaults. */
export type Options<
  EM extends EntityManager = EntityManager,
  Entities extends EntityList = AnyEntityList,
> = MikroOptions<EM, Entities> & {
  /** Whether `MikroORM.init` asks the database if it has what the entities declare, and fails when not. Default: false. */
  readonly checkDatabase?: boolean;
};

/** Types a configuration and gives it Selfsame's driver, so that MikroORM's command line uses it too. */
export function defineConfig<
  EM extends EntityManager = EntityManager,
  Entities extends EntityList = AnyEntityList,
>(options: Options<EM, Entities>): Options<EM, Entities> {
  return { driver: PostgreSqlDriver, hydrator: Hydrator, ...options };
}

/**
 * MikroORM, made honest. `orm.em` and every fork of it are Selfsame's entity managers.
 *
 * Starting fails, with a sentence that says what to write instead, on a MikroORM release that Selfsame
 * was not written for and on metadata that would not work as it reads.
 *
 * @example
 * const orm = await MikroORM.init({ clientUrl, entities: [Director], metadataProvider: ReflectMetadataProvider });
 * const names = await orm.unit(async em => (await em.findAll(Director)).map(director => director.name));
 * // select … from "director" …
 * await orm.close();
 *
 * @throws MikroVersionError, MikroShapeError when this is not the MikroORM that Selfsame builds on
 * @throws BypassedError when the configuration names a driver or entity manager that does not extend Selfsame's
 * @throws VersionColumnError when a version property is not stored as an integer
 * @throws RelationTypeError when a relation is declared as a class that is not there yet when it is needed
 * @throws DatabaseMismatchError with `checkDatabase: true`, when the database is not what the entities declare
 */
export class MikroORM<
  EM extends EntityManager = EntityManager,
  Entities extends EntityList = AnyEntityList,
> extends OrmBase<EM, Entities> {
  declare readonly driver: PostgreSqlDriver;

  static override async init<
    D extends PostgreSqlDriver = PostgreSqlDriver,
    EM extends EntityManager = D[typeof EntityManagerType],
    Entities extends EntityList = AnyEntityList,
  >(options: Options<EM, Entities>): Promise<MikroORM<EM, Entities>> {
    const orm: MikroORM<EM, Entities> = await super.init(defineConfig(options));
    orm.#takeCharge();
    if (options.checkDatabase) await orm.#requireDatabase();
    return orm;
  }

  constructor(options: Options<EM, Entities>) {
    requireMikroVersion();
    requireMikroShape();
    requireOwnClass('driver', options.driver, PostgreSqlDriver);
    requireOwnClass('entityManager', options.entityManager, EntityManager);
    super(defineConfig(options));
    // `init` discovers the entities after the constructor and checks them then.
    if (this.em) this.#takeCharge();
  }

  /**
   * Runs `body` in a unit of work of its own and makes the unit ambient: in it, and in everything it
   * calls, `orm.em` means this unit. Units that run at the same time share no object.
   *
   * @example
   * await orm.unit(async em => {
   *   const film = await em.findOneOrFail(Film, { title: 'Alien' });
   *   film.runningTime = 116;
   *   await em.flush();
   * });
   * // select … from "film" … where … = 'Alien' limit 1
   * // begin; update "film" set "running_time" = 116, "version" = "version" + 1 where "id" = 1 and "version" = 1 …; commit
   *
   * @throws whatever `body` throws; nothing is stored unless `body` flushes
   */
  unit<T>(body: (em: EM) => T | Promise<T>): Promise<T> {
    return openUnit(this.em, body);
  }

  override discoverEntity<T extends Constructor | EntitySchema>(
    entities: T | T[],
    reset?: EntityName | EntityName[],
  ): void {
    super.discoverEntity(entities, reset);
    this.#takeCharge();
  }

  async #requireDatabase(): Promise<void> {
    try {
      await requireDatabase(this);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  #takeCharge(): void {
    requireTruthfulMetadata(this.getMetadata());
    trackEdits(this.getMetadata());
    compareDecimalsExactly(this.getMetadata());
  }
}
