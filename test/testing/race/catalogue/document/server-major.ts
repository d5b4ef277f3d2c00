import type { FileDatabase } from '../../../../../src/testing/vitest/index.ts';

/** The major version of PostgreSQL: the document is about one. */
export async function serverMajor(db: Pick<FileDatabase<never, never>, 'rows'>): Promise<number> {
  const [server] = await db.rows<{ major: number }>(
    `select current_setting('server_version_num')::int / 10000 as major`,
  );
  return Number(server?.major);
}
