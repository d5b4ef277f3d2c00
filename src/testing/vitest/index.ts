import { expect } from 'vitest';
import { matchers, type SelfsameMatchers } from '../matchers/matchers.ts';

export { databaseTest, type DatabaseFixtures } from './database-test.ts';
export { fileDatabase } from './file-database.ts';
export { type FileDatabase, type TestOrm, type TestUnit } from './open-database.ts';
export { type SelfsameMatchers } from '../matchers/matchers.ts';

declare module 'vitest' {
  // The parameters have to be named as vitest names them, though only the first is used here.
  // eslint-disable-next-line no-unused-vars
  interface Matchers<
    R extends void | Promise<void> = void | Promise<void>,
    T = unknown,
  > extends SelfsameMatchers<R> {}
}

expect.extend(matchers);
