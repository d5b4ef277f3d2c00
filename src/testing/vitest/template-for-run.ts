import { createTemplate } from '../databases/create-template.ts';
import { startPostgres, type StartOptions } from '../postgres/start-postgres.ts';
import type { DatabaseAddress } from './provided.ts';

/** The part of vitest's project that a global setup file is called with. */
export interface ProvidingProject {
  provide(key: 'selfsame', value: DatabaseAddress): void;
}

/**
 * Makes the global setup of a vitest run: one PostgreSQL server, and one migrated template for its test files to copy.
 *
 * Make it the default export of a file that the option `globalSetup` names. The server starts once, however
 * many files and workers there are, and stops with the run; with DATABASE_URL set that server is used instead.
 *
 * @example
 * import { templateForRun } from 'selfsame/testing/vitest/setup';
 *
 * const setup = templateForRun(async clientUrl => {
 *   await using migrated = await MikroORM.init({ clientUrl, entities: [Director], metadataProvider: ReflectMetadataProvider });
 *   await migrated.schema.create();
 * });
 *
 * @throws when the run begins, what `startPostgres` and `createTemplate` throw
 */
export function templateForRun(
  migrate: (clientUrl: string) => Promise<void>,
  options: StartOptions = {},
): (project: ProvidingProject) => Promise<() => Promise<void>> {
  return async project => {
    const server = await startPostgres(options);
    const template = await createTemplate(server, migrate).catch(async (error: unknown) => {
      await server.stop();
      throw error;
    });
    project.provide('selfsame', { url: template.url, name: template.name });
    return async () => {
      await template.drop();
      await server.stop();
    };
  };
}
