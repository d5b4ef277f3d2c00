import { type MikroORM, type SchemaHelper } from '@mikro-orm/postgresql';

/** An ORM of any entities. */
export type AnyOrm = MikroORM<any, any>;

/** MikroORM's writer of DDL, which its types call optional. */
export function schemaHelper(orm: AnyOrm): SchemaHelper {
  return orm.driver.getPlatform().getSchemaHelper() as SchemaHelper;
}
