import {
  type AnyEntity,
  type EntityClass,
  type EntityManager,
  type EntitySchema,
  MikroORM,
  type Options,
} from '@mikro-orm/postgresql';

/** The entities of a configuration, as a tuple when they are known to the compiler. */
export type EntityList = readonly (string | EntityClass<AnyEntity> | EntitySchema)[];
export type AnyEntityList = (string | EntityClass<AnyEntity> | EntitySchema)[];

interface OrmBase {
  new <EM extends EntityManager, Entities extends EntityList>(
    options: Options<EM, Entities>,
  ): MikroORM<EM, Entities>;
  // any, so that the subclass states which ORM it is that `new this` makes.
  init(options: object): Promise<any>;
}

/** MikroORM's ORM class. Its own `init` is typed to return an ORM of any driver, which no subclass of one driver can promise. */
export const OrmBase = MikroORM as unknown as OrmBase;
