export { cloneDatabase } from './databases/clone-database.ts';
export { createTemplate } from './databases/create-template.ts';
export { type DatabaseAddress } from './databases/database-address.ts';
export { DatabaseTemplate } from './databases/database-template.ts';
export { CreateDatabaseRefusedError, TemplateInUseError } from './databases/errors.ts';
export { TestDatabase } from './databases/test-database.ts';
export {
  DatabaseUrlError,
  type DatabaseUrlProblem,
  PostgresDirectoryError,
  PostgresInUseError,
  PostgresMissingError,
  PostgresStartError,
  PostgresVersionError,
} from './postgres/errors.ts';
export { PostgresServer, type ServerFacts } from './postgres/postgres-server.ts';
export { startPostgres, type StartOptions } from './postgres/start-postgres.ts';
