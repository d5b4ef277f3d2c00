import { templateForRun } from '../../src/testing/vitest/setup.ts';
import { boxOfficeOn } from './box-office.ts';

/** Starts PostgreSQL once per run and migrates the template that every test file clones. */
export default templateForRun(async clientUrl => {
  await using orm = await boxOfficeOn(clientUrl);
  await orm.migrator.up();
});
