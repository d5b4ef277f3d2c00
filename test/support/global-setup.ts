import { createTemplate, startPostgres, type DatabaseTemplate } from '../../src/testing/index.ts';
import { type TestProject } from 'vitest/node';
import { boxOfficeOn } from './box-office.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    template: Pick<DatabaseTemplate, 'url' | 'name'>;
  }
}

/** Starts PostgreSQL once per run and migrates the template that every test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  const template = await createTemplate(server, migrate);
  project.provide('template', { url: template.url, name: template.name });

  return async () => {
    await template.drop();
    await server.stop();
  };
}

async function migrate(clientUrl: string): Promise<void> {
  await using orm = await boxOfficeOn(clientUrl);
  await orm.migrator.up();
}
