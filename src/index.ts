// Everything that MikroORM's PostgreSQL package offers; the names listed below take the place of its own.
export * from '@mikro-orm/postgresql';
export {
  BypassedError,
  MikroShapeError,
  MikroVersionError,
  RelationTypeError,
  VersionColumnError,
} from './errors/boot-errors.ts';
export { GlobalManagerError } from './errors/global-manager-error.ts';
export { SelfsameError } from './errors/selfsame-error.ts';
export { EntityManager } from './manager.ts';
export { PostgreSqlConnection } from './mikro/connection.ts';
export { type CommandTag, type Statement } from './mikro/wire.ts';
export { defineConfig, MikroORM, type Options, PostgreSqlDriver } from './orm.ts';
